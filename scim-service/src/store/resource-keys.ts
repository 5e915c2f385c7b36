import { badRequest } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";

const NIL = "00000000-0000-0000-0000-000000000000";

/** The columns that repeat parts of a document for its indexes. */
export interface Keys {
  readonly name: string;
  readonly scope: string;
  readonly externalId: string | null;
}

/** Most bytes of a key: an entry of one of PostgreSQL's indexes has 2,704 at most. */
const MAX_KEY = 2_000;

/**
 * @param uniqueName whether no other resource of the type may have the same name, in any case.
 * @throws {ScimError} 400 `invalidValue` for a key that no index can hold.
 */
export function keysOf(type: ResourceType, id: string, document: JsonObject, uniqueName: boolean): Keys {
  const named = type.name === "User" ? "userName" : "displayName";
  const [name, externalId] = [document[named], document["externalId"]];
  return {
    name: fitting(named, nameKey(typeof name === "string" ? name : "")),
    scope: uniqueName ? NIL : id,
    externalId: typeof externalId === "string" ? fitting("externalId", externalId) : null,
  };
}

function fitting(attribute: string, key: string): string {
  const length = Buffer.byteLength(key);
  if (length <= MAX_KEY) return key;
  throw badRequest("invalidValue", `"${attribute}" is ${length} bytes long; ${MAX_KEY} are allowed`);
}

/** How names are compared: without case, everything else literally. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
