import { z } from "zod";
import { badRequest } from "../error.ts";
import type { PatchPath } from "../filter/ast.ts";
import { parsePatchPath } from "../filter/parse.ts";
import { resolveElementFilter, type ResolvedFilter } from "../filter/resolve.ts";
import { isArray, isObject, type Json, type JsonObject } from "../json.ts";
import { MAX_ITEMS, parseMessage } from "../message.ts";
import type { Dialect } from "../leniency.ts";
import type { Attribute } from "../schema/attribute.ts";
import {
  extensionOf,
  resolveAttributePath,
  subAttribute,
  type AttributePath,
  type IndexedSchema,
  type ResourceType,
} from "../schema/resource-type.ts";
import { isSchemas, schemasNamed } from "../resource.ts";
import { twice } from "../twice.ts";
import { parseValue, refuseUnknown } from "../value.ts";

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

/** Most changes in one PATCH request, characters of all their paths, and values: each is tried on up to 500 values. */
const MAX_STEPS = MAX_ITEMS;
const MAX_PATHS = 65_536;
const MAX_CHANGED = 5_000;
/** URN of the PatchOp message. */
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const message = z.object({
  schemas: z.array(z.string()).optional(),
  operations: z
    .array(z.object({ op: z.string(), path: z.string().nullish(), value: z.custom<Json>().optional() }))
    .min(1),
});

/**
 * Reads a PATCH body (RFC 7644 section 3.5.2) into steps, in order.
 *
 * @throws {ScimError} 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue` or `mutability`.
 */
export function parsePatch(body: JsonObject, type: ResourceType, dialect: Dialect): readonly Step[] {
  const { schemas, operations } = parseMessage(message, body, "PatchOp");
  const named = schemas?.some((urn) => urn.toLowerCase() === PATCH_OP.toLowerCase()) ?? false;
  if (!named && !dialect.allows("schemasIncomplete")) {
    throw badRequest("invalidSyntax", `"schemas" must name ${PATCH_OP}`);
  }
  const steps = operations.flatMap(({ op, path, value }) => {
    const kind = operationKind(op, dialect);
    if (path !== undefined && path !== null) return stepsAt(kind, path, value, type, dialect);
    if (kind === "remove") throw badRequest("noTarget", 'A "remove" operation needs a path');
    if (!isObject(value))
      throw badRequest("invalidValue", `"${op}" without a path takes an object as its value`);
    return stepsOfValue(kind, value, type, dialect);
  });
  const characters = steps.reduce((sum, { path }) => sum + path.length, 0);
  const values = steps.reduce(
    (sum, { attribute, value }) => sum + (isArray(value) && attribute.name !== "members" ? value.length : 1),
    0,
  );
  if (steps.length > MAX_STEPS || characters > MAX_PATHS || values > MAX_CHANGED) {
    throw badRequest(
      "invalidSyntax",
      "The request changes too much at once; send several with fewer operations",
    );
  }
  return steps;
}

function operationKind(op: string, dialect: Dialect): Step["op"] {
  const lower = op.toLowerCase();
  const known = lower === "add" || lower === "replace" || lower === "remove";
  if (!known || (op !== lower && !dialect.allows("opCase"))) {
    throw badRequest(
      "invalidSyntax",
      `"op" must be "add", "replace" or "remove"; it was ${JSON.stringify(op)}`,
    );
  }
  return lower;
}

/** The steps of an operation with a path: one, or one for each attribute when the path is an extension's URN. */
function stepsAt(
  op: Step["op"],
  path: string,
  value: Json | undefined,
  type: ResourceType,
  dialect: Dialect,
): readonly Step[] {
  const parsed = parsePatchPath(path);
  if (op !== "remove" && value === undefined)
    throw badRequest("invalidValue", `"${op}" of "${path}" has no value`);
  if (op === "remove" && value !== undefined && value !== null && !dialect.allows("removeByValue"))
    throw badRequest("invalidSyntax", `"remove" takes no value; choose elements by ${path}[…]`);
  const found = resolveAttributePath(type, parsed.path, dialect);
  if (!found) return ignoreUnknownPath(type, path, dialect);
  const { extension, attribute } = found;
  if (extension && !attribute) return stepsOfExtension(op, extension, path, value, type, dialect);
  if (!attribute) return stepsOfCore(op, path, value, type, dialect);
  if (attribute.name === "schemas") return checkedSchemas(op, path, value, type, dialect);
  const step = stepAt(op, parsed, found, attribute, path, value, dialect);
  if (!step) return ignoreUnknownPath(type, path, dialect);
  if (attribute.mutability === "readOnly" || step.sub?.mutability === "readOnly") {
    throw badRequest("mutability", `"${path}" is read-only`);
  }
  if (attribute.returned !== "never") return [step];
  if (value !== undefined) parseValue(attribute, value, path, dialect);
  return [];
}

/** `schemas` says which schemas the resource has attributes of, so it follows from them: a change is only checked. */
function checkedSchemas(
  op: Step["op"],
  path: string,
  value: Json | undefined,
  type: ResourceType,
  dialect: Dialect,
): readonly Step[] {
  if (op === "remove" || value === undefined || value === null)
    throw badRequest("mutability", `"${path}" is required`);
  schemasNamed(value, type, dialect);
  return [];
}

/** The path is the URN of the core schema: it says no more than no path does. */
function stepsOfCore(
  op: Step["op"],
  path: string,
  value: Json | undefined,
  type: ResourceType,
  dialect: Dialect,
): readonly Step[] {
  if (op === "remove") throw badRequest("mutability", `"${path}" is the whole resource; DELETE removes it`);
  if (!isObject(value)) throw badRequest("invalidValue", `"${path}" takes an object`);
  return stepsOfValue(op, value, type, dialect);
}

function stepAt(
  op: Step["op"],
  parsed: PatchPath,
  found: AttributePath,
  attribute: Attribute,
  path: string,
  value: Json | undefined,
  dialect: Dialect,
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
function ignoreUnknownPath(type: ResourceType, path: string, dialect: Dialect): readonly Step[] {
  if (dialect.allows("unknownAttribute")) return [];
  throw badRequest(
    "invalidPath",
    `${type.name} has no attribute "${path}"; take it out of the mapping or add its schema to the service`,
  );
}

function stepsOfExtension(
  op: Step["op"],
  extension: IndexedSchema,
  path: string,
  value: Json | undefined,
  type: ResourceType,
  dialect: Dialect,
): readonly Step[] {
  if (op === "remove" || value === null) {
    return extension.schema.attributes.map((attribute) => ({
      op: "remove",
      extension: extension.schema.id,
      attribute,
      filter: undefined,
      sub: undefined,
      value: undefined,
      path,
    }));
  }
  if (!isObject(value)) throw badRequest("invalidValue", `"${path}" takes an object`);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (isSchemas(name)) return [];
    return extension.attributes.has(name.toLowerCase())
      ? stepsAt(op, `${extension.schema.id}:${name}`, inner, type, dialect)
      : ignoreUnknown(`${path}:${name}`, dialect);
  });
}

/** The steps of a value without path: an attribute each. */
function stepsOfValue(
  op: "add" | "replace",
  value: JsonObject,
  type: ResourceType,
  dialect: Dialect,
): readonly Step[] {
  const keys = new Set<string>();
  return Object.entries(value).flatMap(([key, inner]) => {
    if (keys.has(key.toLowerCase())) throw twice(key);
    keys.add(key.toLowerCase());
    const extension = extensionOf(type, key);
    if (extension) return stepsOfExtension(op, extension, key, inner, type, dialect);
    const attribute = type.core.attributes.get(key.toLowerCase());
    if (attribute?.mutability === "readOnly" && dialect.allows("readOnlyIgnored")) return [];
    if (!attribute) {
      const isUrn = key.slice(0, 4).toLowerCase() === "urn:";
      if (!isUrn && !/[.[]/.test(key)) {
        return resolveAttributePath(type, key, dialect)
          ? stepsAt(op, key, inner, type, dialect)
          : ignoreUnknown(key, dialect);
      }
      if (!dialect.allows(isUrn ? "urnKey" : "dottedKey")) {
        throw badRequest("invalidPath", `"${key}" is a path, which no key of a value can be`);
      }
    }
    return stepsAt(op, key, inner, type, dialect);
  });
}

function ignoreUnknown(path: string, dialect: Dialect): readonly Step[] {
  refuseUnknown(path, dialect);
  return [];
}
