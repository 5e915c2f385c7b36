import type { ScimRequest } from "../http/exchange.ts";
import { ScimError } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import { nameAttribute } from "../store/resource-keys.ts";

/** User names are unique by the RFC, group names by the needs of Entra. */
export function isNameUnique(type: ResourceType, request: ScimRequest): boolean {
  return type.name === "User" || !request.dialect.strict;
}

/** 409 `uniqueness` for a document whose name another resource of the type has. */
export function nameTaken({ dialect }: ScimRequest, type: ResourceType, document: JsonObject): ScimError {
  if (type.name === "Group") dialect.allows("uniqueGroupNames");
  const name = nameAttribute(type);
  return new ScimError(
    409,
    `Another ${type.name} of this tenant has the ${name} ${JSON.stringify(document[name])}, in this or another case`,
    "uniqueness",
  );
}
