import { badRequest, duplicateName, type ScimError } from "./error.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import type { Dialect } from "./leniency.ts";
import { memberIds } from "./members.ts";
import type { Attribute } from "./schema/attribute.ts";
import { extensionOf, type IndexedSchema, type ResourceType } from "./schema/resource-type.ts";
import { parseValue, refuseUnknown } from "./value.ts";

const LEGACY_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group".toLowerCase();

/**
 * The body of a POST or PUT as it is stored, and the members that it lists. The document has no `id`, `meta`, `members`
 * or `groups`; its `schemas` name what it holds.
 */
export interface ParsedResource {
  readonly document: JsonObject;
  /** Ids of the members, in the order sent; undefined where the body has none. */
  readonly members: readonly string[] | undefined;
}

/** @throws {ScimError} 400 that names the attribute. */
export function parseResource(body: JsonObject, type: ResourceType, dialect: Dialect): ParsedResource {
  const document: Record<string, Json> = {};
  const used = new Set<IndexedSchema>();
  const names = new Set<string>();
  let listed: Json | undefined;
  let members: readonly string[] | undefined;
  for (const [name, value] of Object.entries(body)) {
    const extension = extensionOf(type, name);
    if (extension) {
      if (Object.hasOwn(document, extension.schema.id)) throw duplicateName(name);
      used.add(extension);
      const content = parseAttributes(extension, value, name, dialect);
      if (content) document[extension.schema.id] = content;
      continue;
    }
    const attribute = type.core.attributes.get(name.toLowerCase());
    if (!attribute) {
      refuseUnknown(name, dialect);
      continue;
    }
    if (names.has(attribute.name)) throw duplicateName(name);
    names.add(attribute.name);
    if (attribute.name === "schemas") listed = value;
    else if (attribute.name === "members") members = memberIds(parseValue(attribute, value, name, dialect));
    else assign(document, attribute, value, attribute.name, dialect);
  }
  checkSchemas(listed, used, type, dialect);
  return { document: finish(withDefaults(document, type), type, "invalidValue"), members };
}

function parseAttributes(
  { attributes }: IndexedSchema,
  sent: Json,
  urn: string,
  dialect: Dialect,
): JsonObject | undefined {
  if (sent === null) return undefined;
  if (!isObject(sent)) throw badRequest("invalidValue", `"${urn}" takes an object`);
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(sent)) {
    const attribute = attributes.get(name.toLowerCase());
    if (isSchemas(name)) continue;
    if (!attribute) refuseUnknown(`${urn}:${name}`, dialect);
    else if (Object.hasOwn(result, attribute.name)) throw duplicateName(`${urn}:${name}`);
    else assign(result, attribute, value, `${urn}:${attribute.name}`, dialect);
  }
  return result;
}

function assign(
  holder: Record<string, Json>,
  attribute: Attribute,
  sent: Json,
  path: string,
  dialect: Dialect,
): void {
  if (attribute.mutability === "readOnly") return;
  const value = parseValue(attribute, sent, path, dialect);
  if (value !== undefined && attribute.returned !== "never") holder[attribute.name] = value;
}

/** Some client libraries repeat `schemas` inside an extension's object; it is ignored there. */
export function isSchemas(name: string): boolean {
  return name.toLowerCase() === "schemas";
}

function checkSchemas(
  listed: Json | undefined,
  used: ReadonlySet<IndexedSchema>,
  type: ResourceType,
  dialect: Dialect,
): void {
  const named = listed === undefined || listed === null ? new Set() : schemasNamed(listed, type, dialect);
  for (const { schema } of [type.core, ...used]) {
    if (!named.has(schema.id.toLowerCase()) && !dialect.allows("schemasIncomplete")) {
      throw badRequest("invalidSyntax", `"schemas" must name ${schema.id}`);
    }
  }
}

/**
 * The URNs of a `schemas` value, in lower case.
 *
 * @throws {ScimError} 400 `invalidSyntax` or `invalidValue`.
 */
export function schemasNamed(listed: Json, type: ResourceType, dialect: Dialect): ReadonlySet<string> {
  if (!isArray(listed) && !dialect.allows("singleForMany")) {
    throw badRequest("invalidValue", '"schemas" takes an array of URNs');
  }
  const named = new Set<string>();
  for (const urn of isArray(listed) ? listed : [listed]) {
    if (typeof urn !== "string") throw badRequest("invalidSyntax", '"schemas" takes an array of URNs');
    const known =
      urn.toLowerCase() === type.core.schema.id.toLowerCase() || extensionOf(type, urn) !== undefined;
    const legacy = urn.toLowerCase() === LEGACY_GROUP && type.name === "Group";
    if (!known && !(legacy ? dialect.allows("legacyGroupSchema") : dialect.allows("unknownAttribute"))) {
      throw badRequest("invalidValue", `"schemas" names ${urn}, which is no schema of ${type.name} here`);
    }
    named.add(urn.toLowerCase());
  }
  return named;
}

/** The document with the defaults of the product's attributes that the client did not send. */
function withDefaults(document: JsonObject, type: ResourceType): JsonObject {
  const result: Record<string, Json> = { ...document };
  for (const { schema } of type.extensions) {
    const defaults = schema.attributes.flatMap(({ name, default: value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const held = result[schema.id];
    if (defaults.length > 0) {
      result[schema.id] = { ...Object.fromEntries(defaults), ...(isObject(held) ? held : {}) };
    }
  }
  return result;
}

/** Most characters of a stored document, so that a pod can hold a page of them. */
export const MAX_DOCUMENT = 65_536;

/**
 * A document as JSON text, as it is stored.
 *
 * @throws {ScimError} 400 `invalidValue` when it is too large.
 */
export function documentText(document: JsonObject): string {
  const text = JSON.stringify(document);
  if (text.length <= MAX_DOCUMENT) return text;
  throw resourceTooLarge(text.length);
}

export function resourceTooLarge(characters: number): ScimError {
  return badRequest("invalidValue", `The resource has ${characters} characters; ${MAX_DOCUMENT} are allowed`);
}

/**
 * Completes a document before it is stored: recomputes `schemas` and checks what is required.
 *
 * @param missing what a required attribute is that has no value: `invalidValue` in a whole resource, `mutability` where it
 * was taken away (RFC 7644 section 3.5.2.2).
 * @throws {ScimError} 400
 */
export function finish(
  document: JsonObject,
  type: ResourceType,
  missing: "invalidValue" | "mutability",
): JsonObject {
  const result: Record<string, Json> = { ...document };
  const schemas = [type.core.schema.id];
  for (const { schema } of type.extensions) {
    const held = result[schema.id];
    if (isObject(held) && Object.keys(held).length > 0) schemas.push(schema.id);
    else delete result[schema.id];
  }
  result["schemas"] = schemas;
  for (const { name, required } of type.core.schema.attributes) {
    if (required && (result[name] === undefined || result[name] === "")) {
      throw badRequest(missing, `"${name}" is required`);
    }
  }
  return result;
}
