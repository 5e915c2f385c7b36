import { isObject } from "./target-attribute.ts";

/** `roles` as POST and the optimized PATCH carry it: without the ids that `AppRoleAssignmentsComplex` gives the items. */
export function withoutIds(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (!isObject(item)) return item;
    const { id: _id, ...sent } = item;
    return sent;
  });
}

/** `roles` as the default PATCH carries what `AppRoleAssignmentsComplex` gives: each item as JSON in a string. */
export function asJsonStrings(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (!isObject(item) || item["id"] === undefined) return item;
    const { id, value: name, displayName } = item;
    return { value: JSON.stringify({ id, value: name, displayName }) };
  });
}
