import { isResourceId } from "../store/resource-id.ts";
import type { JsonObject } from "../scim/json.ts";
import { prepared } from "../scim/prepare.ts";
import type { Principal } from "../store/tokens.ts";
import type { Query } from "./query.ts";
import type { Reply } from "./reply.ts";

/** Longest name in bytes; longer ones are no resource's. */
const MAX_NAME = 2_000;
const NAMED = /\b(userName|displayName|externalId)\s+eq\s+("(?:[^"\\]|\\.)*")/gi;

/** Whose request it is and whom it is about, as far as that is known while it is worked on. */
export class RequestRecord {
  readonly tenant: number;
  readonly tokenId: string;
  #resourceId: string | null;
  #nameKey: string | null = null;
  #externalId: string | null = null;

  /** @param id in the path; empty where there is none. */
  constructor({ tenant, tokenId }: Principal, id: string) {
    this.tenant = tenant;
    this.tokenId = tokenId;
    this.#resourceId = isResourceId(id) ? id : null;
  }

  get subject() {
    return { resourceId: this.#resourceId, nameKey: this.#nameKey, externalId: this.#externalId };
  }

  readQuery(query: Query): void {
    const filter = query.get("filter");
    if (filter === undefined) return;
    for (const [, attribute = "", literal = ""] of filter.matchAll(NAMED)) {
      this.#name(attribute.toLowerCase(), textOf(literal));
    }
  }

  /** Only a resource has these names at its top; those in a PATCH are values it is to have. */
  readBody(body: JsonObject): void {
    for (const [name, value] of Object.entries(body)) {
      if (typeof value === "string") this.#name(name.toLowerCase(), value);
    }
  }

  readReply({ location }: Reply): void {
    const id = location?.split("/").at(-1) ?? "";
    if (isResourceId(id)) this.#resourceId = id;
  }

  #name(attribute: string, value: string | undefined): void {
    if (value === undefined || value === "" || value.includes("\0") || Buffer.byteLength(value) > MAX_NAME)
      return;
    if (attribute === "externalid") this.#externalId = value;
    // A user's display name is not what users are found by.
    else if (attribute === "username") this.#nameKey = prepared(value);
    else if (attribute === "displayname") this.#nameKey ??= prepared(value);
  }
}

function textOf(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
