import { badRequest, duplicateName } from "../error.ts";
import type { PatchPath } from "../filter/ast.ts";
import { parsePatchPath } from "../filter/parse.ts";
import { resolveElementFilter, type ResolvedFilter } from "../filter/resolve.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Dialect } from "../leniency.ts";
import { isSchemas, schemasNamed } from "../resource.ts";
import type { Attribute } from "../schema/attribute.ts";
import {
  extensionOf,
  resolveAttributePath,
  subAttribute,
  type AttributePath,
  type IndexedSchema,
  type ResourceType,
} from "../schema/resource-type.ts";
import { parseValue, refuseUnknown } from "../value.ts";
import type { Work } from "../work.ts";

/** One change of one attribute: an operation of a PATCH request, or one key of an operation's path-less value. */
export interface Step {
  readonly op: "add" | "replace" | "remove";
  /** Schema URN of the extension that holds the attribute. */
  readonly extension: string | undefined;
  readonly attribute: Attribute;
  readonly filter: ResolvedFilter | undefined;
  readonly sub: Attribute | undefined;
  /** As the client sent it; undefined where a remove has none. */
  readonly value: Json | undefined;
  /** The path as the client wrote it, for errors. */
  readonly path: string;
}

/** What an operation does, to which kind of resource, in whose dialect. */
interface Operation {
  readonly op: Step["op"];
  readonly type: ResourceType;
  readonly dialect: Dialect;
  readonly work: Work;
}

/** Units of work that a path takes for each of its characters. */
const PATH_CHARACTER = 2;
/** Units of work that a key of a value takes, whether there is such an attribute or not. */
const KEY = 20;

/**
 * The steps of an operation with a path: one, or one for each attribute when the path is a schema's URN.
 *
 * @throws {ScimError} 400 that names the path.
 */
export function stepsAt(operation: Operation, path: string, value: Json | undefined): readonly Step[] {
  const { op, type, dialect, work } = operation;
  work.spend(path.length * PATH_CHARACTER);
  const parsed = parsePatchPath(path);
  if (op !== "remove" && value === undefined)
    throw badRequest("invalidValue", `"${op}" of "${path}" has no value`);
  if (op === "remove" && value !== undefined && value !== null && !dialect.allows("removeByValue"))
    throw badRequest("invalidSyntax", `"remove" takes no value; choose elements by ${path}[…]`);
  const found = resolveAttributePath(type, parsed.path, dialect);
  if (!found) return ignoreUnknownPath(operation, path);
  const { extension, attribute } = found;
  if (extension && !attribute) return stepsOfExtension(operation, extension, path, value);
  if (!attribute) return stepsOfCore(operation, path, value);
  if (attribute.name === "schemas") return checkedSchemas(operation, path, value);
  const step = stepAt(operation, parsed, found, attribute, path, value);
  if (!step) return ignoreUnknownPath(operation, path);
  if (attribute.mutability === "readOnly" || step.sub?.mutability === "readOnly") {
    throw badRequest("mutability", `"${path}" is read-only`);
  }
  if (attribute.returned !== "never") return [step];
  if (value !== undefined) parseValue(attribute, value, path, dialect);
  return [];
}

/**
 * The steps of a value without path: an attribute each.
 *
 * @throws {ScimError} 400 that names the key.
 */
export function stepsOfValue(operation: Operation, value: JsonObject): readonly Step[] {
  const { type, dialect, work } = operation;
  const keys = new Set<string>();
  return Object.entries(value).flatMap(([key, inner]) => {
    work.spend(KEY);
    if (keys.has(key.toLowerCase())) throw duplicateName(key);
    keys.add(key.toLowerCase());
    const extension = extensionOf(type, key);
    if (extension) return stepsOfExtension(operation, extension, key, inner);
    const attribute = type.core.attributes.get(key.toLowerCase());
    if (attribute?.mutability === "readOnly" && dialect.allows("readOnlyIgnored")) return [];
    return attribute ? stepsAt(operation, key, inner) : stepsAtKey(operation, key, inner);
  });
}

/** The steps of a key that is no attribute of the core schema: a path, one of an extension without its URN, or nothing. */
function stepsAtKey(operation: Operation, key: string, value: Json): readonly Step[] {
  const { type, dialect } = operation;
  const isUrn = key.slice(0, 4).toLowerCase() === "urn:";
  if (!isUrn && !/[.[]/.test(key)) {
    return resolveAttributePath(type, key, dialect)
      ? stepsAt(operation, key, value)
      : ignoreUnknown(operation, key);
  }
  if (!dialect.allows(isUrn ? "urnKey" : "dottedKey")) {
    throw badRequest("invalidPath", `"${key}" is a path, which no key of a value can be`);
  }
  return stepsAt(operation, key, value);
}

/** `schemas` says which schemas the resource has attributes of, so it follows from them: a change is only checked. */
function checkedSchemas(
  { op, type, dialect }: Operation,
  path: string,
  value: Json | undefined,
): readonly Step[] {
  if (op === "remove" || value === undefined || value === null)
    throw badRequest("mutability", `"${path}" is required`);
  schemasNamed(value, type, dialect);
  return [];
}

/** The path is the URN of the core schema: it says no more than no path does. */
function stepsOfCore(operation: Operation, path: string, value: Json | undefined): readonly Step[] {
  if (operation.op === "remove")
    throw badRequest("mutability", `"${path}" is the whole resource; DELETE removes it`);
  if (!isObject(value)) throw badRequest("invalidValue", `"${path}" takes an object`);
  return stepsOfValue(operation, value);
}

function stepsOfExtension(
  operation: Operation,
  { schema, attributes }: IndexedSchema,
  path: string,
  value: Json | undefined,
): readonly Step[] {
  if (operation.op === "remove" || value === null) {
    return schema.attributes.map((attribute) => ({
      op: "remove",
      extension: schema.id,
      attribute,
      filter: undefined,
      sub: undefined,
      value: undefined,
      path,
    }));
  }
  if (!isObject(value)) throw badRequest("invalidValue", `"${path}" takes an object`);
  return Object.entries(value).flatMap(([name, inner]) => {
    operation.work.spend(KEY);
    if (isSchemas(name)) return [];
    return attributes.has(name.toLowerCase())
      ? stepsAt(operation, `${schema.id}:${name}`, inner)
      : ignoreUnknown(operation, `${path}:${name}`);
  });
}

/** Undefined where the path ends in a sub-attribute that there is not. */
function stepAt(
  { op, dialect }: Operation,
  parsed: PatchPath,
  found: AttributePath,
  attribute: Attribute,
  path: string,
  value: Json | undefined,
): Step | undefined {
  let { sub } = found;
  let filter: ResolvedFilter | undefined;
  if (parsed.filter) {
    if (sub || attribute.type !== "complex" || !attribute.multiValued) {
      throw badRequest("invalidPath", `"${parsed.path}" has no elements to choose from with [ ]`);
    }
    filter = resolveElementFilter(parsed.filter, attribute, dialect);
    if (parsed.sub !== undefined) {
      sub = subAttribute(attribute, parsed.sub);
      if (!sub) return undefined;
    }
  }
  return { op, extension: found.extension?.schema.id, attribute, filter, sub, value, path };
}

/** @throws {ScimError} 400 `invalidPath` for a strict tenant. */
function ignoreUnknownPath({ type, dialect }: Operation, path: string): readonly Step[] {
  if (dialect.allows("unknownAttribute")) return [];
  throw badRequest(
    "invalidPath",
    `${type.name} has no attribute "${path}"; take it out of the mapping or add its schema to the service`,
  );
}

/** @throws {ScimError} 400 `invalidSyntax` for a strict tenant. */
function ignoreUnknown({ dialect }: Operation, key: string): readonly Step[] {
  refuseUnknown(key, dialect);
  return [];
}
