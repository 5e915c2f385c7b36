import { withoutIds } from "./roles.ts";
import { type JsonObject, type TargetAttribute, writeAttribute } from "./target-attribute.ts";

const USER_SCHEMAS = [
  "urn:ietf:params:scim:schemas:core:2.0:User",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
];
const GROUP_SCHEMAS = [
  "urn:ietf:params:scim:schemas:core:2.0:Group",
  "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
];

/** Entra's order of members: these, then the rest by name. */
const FIRST = ["schemas", "externalId", "userName"];

/** A target attribute with the JSON value that it gets. */
export interface TargetValue {
  readonly target: TargetAttribute;
  readonly value: unknown;
}

/**
 * The body of POST /Users or /Groups. `schemas` names the core and enterprise schemas only, even when the resource
 * carries attributes of another extension; a user has `roles`, empty when none is mapped.
 */
export function createBody(objectType: "User" | "Group", values: readonly TargetValue[]): JsonObject {
  const resource: JsonObject = {
    schemas: objectType === "User" ? USER_SCHEMAS : GROUP_SCHEMAS,
    meta: { resourceType: objectType },
    ...(objectType === "User" ? { roles: [] } : {}),
  };
  for (const { target, value } of values) writeAttribute(resource, target, withoutIds(value));
  return Object.fromEntries(
    Object.entries(resource).toSorted(([one], [other]) => order(one) - order(other) || compare(one, other)),
  );
}

function order(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
