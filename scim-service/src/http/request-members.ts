import { isArray, isObject, type Json, type JsonObject } from "../scim/json.ts";
import { isResourceId } from "../store/resource-id.ts";

/** Most members of one request that are kept: the first ones. */
export const MAX_MEMBERS = 1_000;

const ATTRIBUTE = /^(?:urn:[\w:.-]+:)?members$/i;
const PATH = /^(?:urn:[\w:.-]+:)?members\b/i;
const ID = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;

/**
 * The ids that a body names as members of a group, whether or not it can be understood: those of a resource, and those that
 * a PATCH adds or removes, in its path or its value.
 */
export function* membersIn(body: JsonObject): Generator<string> {
  for (const [name, value] of Object.entries(body)) {
    if (ATTRIBUTE.test(name)) yield* idsIn(value);
    else if (name.toLowerCase() === "operations" && isArray(value)) {
      for (const operation of value) if (isObject(operation)) yield* membersOfStep(operation);
    }
  }
}

function* membersOfStep(operation: JsonObject): Generator<string> {
  const { path, value } = Object.fromEntries(
    Object.entries(operation).map(([name, inner]) => [name.toLowerCase(), inner]),
  );
  if (typeof path !== "string") {
    for (const [name, inner] of Object.entries(isObject(value) ? value : {})) {
      if (ATTRIBUTE.test(name)) yield* idsIn(inner);
    }
  } else if (PATH.test(path)) {
    for (const [id] of path.matchAll(ID)) yield id;
    yield* idsIn(value);
  }
}

/** Of `"id"`, `{"value": "id"}` or a list of them. */
function* idsIn(value: Json | undefined): Generator<string> {
  for (const item of isArray(value) ? value : [value]) {
    const id = isObject(item) ? item["value"] : item;
    if (typeof id === "string" && isResourceId(id)) yield id;
  }
}
