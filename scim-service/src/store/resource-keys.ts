import type { JsonObject } from "../scim/json.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";

const NIL = "00000000-0000-0000-0000-000000000000";

/** The columns that repeat parts of a document for its indexes. */
export interface Keys {
  readonly name: string;
  readonly scope: string;
  readonly externalId: string | null;
}

/** @param uniqueName whether no other resource of the type may have the same name, in any case. */
export function keysOf(type: ResourceType, id: string, document: JsonObject, uniqueName: boolean): Keys {
  const name = document[type.name === "User" ? "userName" : "displayName"];
  const externalId = document["externalId"];
  return {
    name: nameKey(typeof name === "string" ? name : ""),
    scope: uniqueName ? NIL : id,
    externalId: typeof externalId === "string" ? externalId : null,
  };
}

/** How names are compared: without case, everything else literally. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}
