import { badRequest } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import { needsPreparation, prepared, preparedDocument } from "../scim/prepare.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";

const NIL = "00000000-0000-0000-0000-000000000000";

/** The columns that repeat parts of a document, prepared for its indexes and for filters. */
export interface Keys {
  readonly name: string;
  readonly scope: string;
  readonly externalId: string | null;
  /** JSON text of the prepared document; undefined where that differs by no more than the case of ASCII letters. */
  readonly prepared: string | undefined;
}

/** Most bytes of a key: an entry of one of PostgreSQL's indexes has 2,704 at most. */
const MAX_KEY = 2_000;

/**
 * @param text the document as JSON text.
 * @param uniqueName whether no other resource of the type may have the same name, in any case.
 * @throws {ScimError} 400 `invalidValue` for a key that no index can hold.
 */
export function keysOf(
  type: ResourceType,
  id: string,
  document: JsonObject,
  text: string,
  uniqueName: boolean,
): Keys {
  const externalId = document["externalId"];
  return {
    name: fitting(nameAttribute(type), nameKey(type, document)),
    scope: uniqueName ? NIL : id,
    externalId: typeof externalId === "string" ? fitting("externalId", externalId) : null,
    prepared: needsPreparation(text) ? JSON.stringify(preparedDocument(type, document)) : undefined,
  };
}

function fitting(attribute: string, key: string): string {
  const length = Buffer.byteLength(key);
  if (length <= MAX_KEY) return key;
  throw badRequest("invalidValue", `"${attribute}" is ${length} bytes long; ${MAX_KEY} are allowed`);
}

/** The attribute whose value is a resource's name. */
export function nameAttribute({ name }: ResourceType): "userName" | "displayName" {
  return name === "User" ? "userName" : "displayName";
}

/** A resource's name as names are compared. */
export function nameKey(type: ResourceType, document: JsonObject): string {
  const name = document[nameAttribute(type)];
  return typeof name === "string" ? prepared(name) : "";
}
