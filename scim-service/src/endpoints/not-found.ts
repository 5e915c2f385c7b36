import { ScimError } from "../scim/error.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";

/** A 404 for an id that the tenant does not have; the id is not repeated unless it looks like one. */
export function notFound(type: ResourceType, id: string): ScimError {
  const shown = /^[\w.-]{1,64}$/.test(id) ? ` ${id}` : "";
  return new ScimError(404, `There is no ${type.name}${shown} in this tenant`);
}
