import { isArray, isObject, type Json, type JsonObject } from "../scim/json.ts";

const PREFIX = "bulkId:";

/** The bulkId that a text refers to (RFC 7644 section 3.7.2); undefined where it is no reference. */
function referenced(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** All bulkIds that a value refers to, at any depth. */
export function referencesIn(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (each: Json): void => {
    if (typeof each === "string") {
      const id = referenced(each);
      if (id !== undefined) found.add(id);
    } else if (isArray(each)) each.forEach(visit);
    else if (isObject(each)) Object.values(each).forEach(visit);
  };
  visit(value);
  return found;
}

/** A text, or the id that it refers to. */
export function resolveReference(text: string, idOf: (bulkId: string) => string): string {
  const id = referenced(text);
  return id === undefined ? text : idOf(id);
}

/** The value with each reference replaced by the id that it stands for. */
export function resolveReferences(value: JsonObject, idOf: (bulkId: string) => string): JsonObject;
export function resolveReferences(value: Json, idOf: (bulkId: string) => string): Json;
export function resolveReferences(value: Json, idOf: (bulkId: string) => string): Json {
  if (typeof value === "string") return resolveReference(value, idOf);
  if (isArray(value)) return value.map((item) => resolveReferences(item, idOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, resolveReferences(inner, idOf)]),
  );
}

/** A group's body in two: without the members that refer to some bulkIds, and those members. */
export function splitMembers(
  data: JsonObject,
  isLater: (bulkId: string) => boolean,
): { readonly now: JsonObject; readonly later: readonly string[] } {
  const name = Object.keys(data).find((key) => key.toLowerCase() === "members");
  const members = name === undefined ? undefined : data[name];
  if (name === undefined || !isArray(members)) return { now: data, later: [] };
  const later: string[] = [];
  const kept = members.filter((member) => {
    const value = isObject(member) ? member["value"] : member;
    const id = typeof value === "string" ? referenced(value) : undefined;
    if (id === undefined || !isLater(id)) return true;
    later.push(id);
    return false;
  });
  return { now: { ...data, [name]: kept }, later };
}
