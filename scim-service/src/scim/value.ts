import { isDateTime } from "./date-time.ts";
import { badRequest, ScimError } from "./error.ts";
import { checkJson } from "./check-json.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import type { Dialect } from "./leniency.ts";
import type { Attribute } from "./schema/attribute.ts";
import { elementKey, prepared } from "./prepare.ts";
import { subAttribute } from "./schema/resource-type.ts";

/**
 * Turns what a client sent for an attribute into what is stored: names in the schema's case, values of the schema's
 * type, read-only parts dropped. Undefined means "no value" (null, an empty array, an object without content).
 *
 * @param path how to name the attribute in an error.
 * @throws {ScimError} 400 `invalidValue`, or `invalidSyntax` for an unknown sub-attribute of a strict tenant.
 */
export function parseValue(
  attribute: Attribute,
  sent: Json,
  path: string,
  dialect: Dialect,
): Json | undefined {
  if (sent === null) return undefined;
  if (!attribute.multiValued) return parseSingle(attribute, sent, path, dialect);
  if (sent === "" && dialect.allows("emptyClears")) return undefined;
  if (!isArray(sent) && !dialect.allows("singleForMany")) {
    throw badRequest("invalidValue", `"${path}" takes an array`);
  }
  if (isArray(sent) && attribute.name !== "members") refuseTooMany(sent, path);
  const values = (isArray(sent) ? sent : [sent]).flatMap((item) => {
    const value = item === null ? undefined : parseOne(attribute, item, path, dialect);
    if (value === undefined) return [];
    return isEmptied(item, value) && dialect.allows("emptiedElement") ? [] : [value];
  });
  if (values.length === 0) return undefined;
  if (attribute.name === "members") return values;
  checkValues(values, path);
  return distinct(values, attribute);
}

/** What `add` adds to a list: "a new value" (RFC 7644 section 3.5.2.1), so one object need not come in an array. */
export function addedValues<Value extends Json | undefined>(value: Value): Value | readonly [JsonObject] {
  return isObject(value) ? [value] : value;
}

/** Whether nulls or empty strings left only the type of an element. */
function isEmptied(sent: Json, value: Json): boolean {
  if (!isObject(sent) || !isObject(value) || !isHollow(value)) return false;
  return Object.values(sent).some((each) => each === null || each === "");
}

/** Whether an element has only `type` and `primary`. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every((name) => name === "type" || name === "primary");
}

/** One element of a multi-valued attribute, or the value of a single-valued one. */
function parseOne(attribute: Attribute, sent: Json, path: string, dialect: Dialect): Json | undefined {
  return attribute.type === "complex"
    ? parseComplex(attribute, sent, path, dialect)
    : parseSimple(attribute, sent, path, dialect);
}

/**
 * Where one value belongs, of an attribute with one value or for one element.
 *
 * @throws {ScimError} 400 as {@link parseValue}.
 */
export function parseSingle(
  attribute: Attribute,
  sent: Json,
  path: string,
  dialect: Dialect,
): Json | undefined {
  if (!isArray(sent)) return parseOne(attribute, sent, path, dialect);
  const [first, ...others] = sent;
  if (others.length > 0 || !dialect.allows("singleInArray")) {
    throw badRequest("invalidValue", `"${path}" takes one value, not an array`);
  }
  return first === undefined || first === null ? undefined : parseOne(attribute, first, path, dialect);
}

function parseComplex(attribute: Attribute, sent: Json, path: string, dialect: Dialect): Json | undefined {
  if (!isObject(sent)) return parseBareReference(attribute, sent, path, dialect);
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(expandRole(attribute, sent, dialect))) {
    const sub = subAttribute(attribute, name);
    if (!sub) {
      refuseUnknown(`${path}.${name}`, dialect);
      continue;
    }
    if (sub.mutability === "readOnly") continue;
    if (Object.hasOwn(result, sub.name))
      throw badRequest("invalidSyntax", `"${path}.${name}" is there twice`);
    const parsed = value === null ? undefined : parseSimple(sub, value, `${path}.${sub.name}`, dialect);
    if (parsed !== undefined) result[sub.name] = parsed;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** A bare string for a complex attribute that has a `value`: an id for a reference. */
function parseBareReference(
  attribute: Attribute,
  sent: Json,
  path: string,
  dialect: Dialect,
): JsonObject | undefined {
  const wrong = badRequest("invalidValue", `"${path}" takes an object; it has sub-attributes`);
  if (typeof sent !== "string") throw wrong;
  const value = subAttribute(attribute, "value");
  if (sent === "" && dialect.allows("emptyClears")) return undefined;
  if (!value || !dialect.allows("referenceAsString")) throw wrong;
  const parsed = parseSimple(value, sent, `${path}.value`, dialect);
  return parsed === undefined ? undefined : { value: parsed };
}

function expandRole(attribute: Attribute, sent: JsonObject, dialect: Dialect): JsonObject {
  if (attribute.name !== "roles") return sent;
  let role = sent;
  if (typeof sent["value"] === "string" && sent["value"].startsWith("{")) {
    const inner = parseJsonObject(sent["value"]);
    if (inner && typeof inner["value"] === "string" && dialect.allows("roleAsJson")) {
      const { id: _id, ...rest } = inner;
      role = { ...sent, ...rest };
    }
  }
  const { displayName, ...rest } = role;
  if (displayName === undefined || "display" in rest || !dialect.allows("roleAsJson")) return role;
  return { ...rest, display: displayName };
}

function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    if (!isObject(value)) return undefined;
    checkJson(text);
    return value;
  } catch (error) {
    if (error instanceof ScimError) throw error;
    return undefined;
  }
}

function parseSimple(attribute: Attribute, sent: Json, path: string, dialect: Dialect): Json | undefined {
  if (sent === "" && dialect.allows("emptyClears")) return undefined;
  const value = typed(attribute, sent, path, dialect);
  return attribute.closed ? canonical(attribute, value, path) : value;
}

/** The value as the schema writes it, where only the schema's own are allowed. */
function canonical({ canonicalValues = [], caseExact }: Attribute, value: Json, path: string): Json {
  const key = (text: string) => (caseExact ? text : prepared(text));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const found = canonicalValues.find((each) => key(each) === key(text));
  if (found === undefined) {
    const allowed = canonicalValues.map((each) => `"${each}"`).join(", ");
    throw badRequest("invalidValue", `"${path}" must be one of ${allowed}; it was ${quote(value)}`);
  }
  return typeof value === "string" ? found : value;
}

function typed(attribute: Attribute, sent: Json, path: string, dialect: Dialect): Json {
  const wrong = (wanted: string): ScimError =>
    badRequest("invalidValue", `"${path}" must be ${wanted}; it was ${quote(sent)}`);
  switch (attribute.type) {
    case "boolean": {
      if (typeof sent === "boolean") return sent;
      const word = typeof sent === "string" ? sent.toLowerCase() : "";
      if ((word === "true" || word === "false") && dialect.allows("booleanAsString")) return word === "true";
      throw wrong("true or false");
    }
    case "integer":
      if (typeof sent === "number" && Number.isSafeInteger(sent)) return sent;
      throw wrong("a whole number");
    case "decimal":
      if (typeof sent === "number" && Number.isFinite(sent)) return sent;
      throw wrong("a number");
    case "dateTime":
      if (typeof sent === "string" && isDateTime(sent)) return sent;
      throw wrong("a date and time as 2011-05-13T04:42:34Z");
    case "binary":
      if (typeof sent === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(sent)) return sent;
      throw wrong("base64");
    case "string":
    case "reference":
      if (typeof sent === "string") return sent;
      throw wrong("a string");
    case "complex":
      throw wrong("simple");
  }
}

/** @throws {ScimError} 400 `invalidSyntax` for a strict tenant. */
export function refuseUnknown(path: string, dialect: Dialect): void {
  if (dialect.allows("unknownAttribute")) return;
  throw badRequest(
    "invalidSyntax",
    `No schema declares "${path}"; take it out of the request or of the mapping`,
  );
}

/** Most values of a multi-valued attribute; members, which are rows, are not limited. */
const MAX_VALUES = 500;

/**
 * Checks the values of a multi-valued attribute together.
 *
 * @throws {ScimError} 400 `invalidValue` for too many, or more than one marked primary (RFC 7643 section 2.4).
 */
export function checkValues(values: readonly Json[], path: string): void {
  refuseTooMany(values, path);
  const primaries = values.filter((value) => isObject(value) && value["primary"] === true);
  if (primaries.length > 1) throw badRequest("invalidValue", `Only one value of "${path}" can be primary`);
}

function refuseTooMany({ length }: readonly Json[], path: string): void {
  if (length <= MAX_VALUES) return;
  throw badRequest("invalidValue", `"${path}" has ${length} values; ${MAX_VALUES} are allowed`);
}

/** The same value twice says no more than once (RFC 7643 section 2.4); the attribute says which values are the same. */
export function distinct(values: readonly Json[], attribute: Attribute): readonly Json[] {
  if (values.length < 2) return values;
  const byText = new Map<string, Json>();
  for (const value of values) {
    const { text } = elementKey(attribute, value);
    if (!byText.has(text)) byText.set(text, value);
  }
  return [...byText.values()];
}

/** A value in an error text: short, and never longer than a line. */
function quote(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
