import { badRequest } from "./error.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import { resolveAttributePath, type AttributePath, type ResourceType } from "./schema/resource-type.ts";

/** Which attributes a client wants back (RFC 7644 section 3.9), for one resource type. */
export interface Projection {
  readonly mode: "only" | "without";
  readonly paths: readonly AttributePath[];
}

/**
 * Reads `attributes` and `excludedAttributes` of a query, whose names are in lower case. Attributes that the type does not
 * have are ignored, so that a search over several types works. Undefined when the client asks for neither.
 *
 * @throws {ScimError} 400 `invalidValue` when it asks for both.
 */
export function parseProjection(
  query: ReadonlyMap<string, string>,
  type: ResourceType,
): Projection | undefined {
  const attributes = query.get("attributes") ?? "";
  const excluded = query.get("excludedattributes") ?? "";
  if (attributes !== "" && excluded !== "") {
    throw badRequest("invalidValue", "Use attributes or excludedAttributes, not both");
  }
  const [mode, text] = attributes === "" ? (["without", excluded] as const) : (["only", attributes] as const);
  if (text === "") return undefined;
  const names = new Set(text.split(",").map((name) => name.trim().toLowerCase()));
  // An attribute has several names, with its URN and without; what is left is no more than the schemas have.
  const paths = new Map<string, AttributePath>();
  for (const name of names) {
    const path = resolveAttributePath(type, name);
    if (!path) continue;
    paths.set([path.extension?.schema.id, path.attribute?.name, path.sub?.name].join(), path);
  }
  return { mode, paths: [...paths.values()] };
}

/** The wanted part of a resource. `id` and `schemas` are always part of it (RFC 7643 section 7, `returned`). */
export function project(resource: JsonObject, { mode, paths }: Projection): JsonObject {
  if (mode === "without") return withoutEmpty(paths.reduce(without, resource));
  const result: Record<string, Json> = {};
  for (const name of ["schemas", "id"]) if (resource[name] !== undefined) result[name] = resource[name];
  return withoutEmpty(paths.reduce((taken, path) => take(taken, resource, path), result));
}

/** A value of which no sub-attribute is wanted is none (RFC 7643 section 2.5). */
function withoutEmpty(object: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    const left = isArray(value) ? value.filter(isFilled) : isObject(value) ? withoutEmpty(value) : value;
    if (isFilled(left) && !(isArray(left) && left.length === 0)) result[name] = left;
  }
  return result;
}

function isFilled(value: Json): boolean {
  return !isObject(value) || Object.keys(value).length > 0;
}

function without(resource: JsonObject, { extension, attribute, sub }: AttributePath): JsonObject {
  if (extension) {
    const held = resource[extension.schema.id];
    if (!isObject(held)) return resource;
    const left = attribute ? withoutAttribute(held, attribute.name, sub?.name) : {};
    return Object.keys(left).length > 0
      ? { ...resource, [extension.schema.id]: left }
      : omit(resource, extension.schema.id);
  }
  if (!attribute || attribute.returned === "always") return resource;
  return withoutAttribute(resource, attribute.name, sub?.name);
}

function withoutAttribute(holder: JsonObject, name: string, sub: string | undefined): JsonObject {
  const value = holder[name];
  if (value === undefined) return holder;
  return sub === undefined
    ? omit(holder, name)
    : { ...holder, [name]: eachObject(value, (item) => omit(item, sub)) };
}

function take(
  taken: JsonObject,
  resource: JsonObject,
  { extension, attribute, sub }: AttributePath,
): JsonObject {
  if (extension) {
    const urn = extension.schema.id;
    const held = resource[urn];
    if (!isObject(held)) return taken;
    if (!attribute) return { ...taken, [urn]: held };
    const before = taken[urn];
    const value = takeAttribute(isObject(before) ? before : {}, held, attribute.name, sub?.name);
    return Object.keys(value).length > 0 ? { ...taken, [urn]: value } : taken;
  }
  if (attribute) return takeAttribute(taken, resource, attribute.name, sub?.name);
  const core = Object.entries(resource).filter(([name]) => !name.includes(":"));
  return { ...taken, ...Object.fromEntries(core) };
}

function takeAttribute(
  taken: JsonObject,
  holder: JsonObject,
  name: string,
  sub: string | undefined,
): JsonObject {
  const value = holder[name];
  if (value === undefined) return taken;
  if (sub === undefined) return { ...taken, [name]: value };
  const before = taken[name];
  const part = eachObject(value, (item, index) => {
    const sibling = isArray(before) ? before[index] : before;
    return {
      ...(isObject(sibling) ? sibling : {}),
      ...(item[sub] === undefined ? {} : { [sub]: item[sub] }),
    };
  });
  return { ...taken, [name]: part };
}

function eachObject(value: Json, change: (item: JsonObject, index: number) => JsonObject): Json {
  if (isArray(value)) return value.map((item, index) => (isObject(item) ? change(item, index) : item));
  return isObject(value) ? change(value, 0) : value;
}

function omit(object: JsonObject, name: string): JsonObject {
  const { [name]: _omitted, ...rest } = object;
  return rest;
}
