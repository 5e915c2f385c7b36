/** `scimType` values of RFC 7644 section 3.12 and RFC 9865 section 2.1. */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers"
  | "sensitive"
  | "invalidCursor"
  | "expiredCursor"
  | "invalidCount";

/** What the client did wrong, or cannot have: the only error class that the service throws on purpose. */
export class ScimError extends Error {
  override readonly name = "ScimError";
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** Extra reply headers, e.g. `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail a sentence for the administrator: what is wrong and what to change. Never a secret. */
  constructor(
    status: number,
    detail: string,
    scimType?: ScimType,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
    this.headers = headers;
  }
}

/** A 400 with its `scimType`. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

/** A 400 for a name that an object has in two spellings: names are case-insensitive (RFC 7643 section 2.1). */
export function duplicateName(name: string): ScimError {
  return badRequest("invalidSyntax", `"${name}" is there twice; names are the same whatever their case`);
}

/** A 404 for an id that the tenant does not have; the id is not repeated unless it looks like one. */
export function notFound(type: "User" | "Group", id: string): ScimError {
  const shown = /^[\w.-]{1,64}$/.test(id) ? ` ${id}` : "";
  return new ScimError(404, `There is no ${type}${shown} in this tenant`);
}

/** The Error message of RFC 7644 section 3.12; `status` is a string there. */
export function errorBody(status: number, detail: string, scimType?: ScimType): string {
  return JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...(scimType ? { scimType } : {}),
    detail,
  });
}
