import { isArray, isObject, type Json, type JsonObject } from "../json.ts";
import { isFolded, prepared } from "../prepare.ts";
import type { Attribute } from "../schema/attribute.ts";
import type { ComparisonOperator, ResolvedFilter, Target } from "./resolve.ts";

type Compared = string | number | boolean;

/**
 * Whether a resource, or an element of a multi-valued attribute, satisfies a filter. A term holds for a multi-valued
 * attribute when it holds for one of its values (RFC 7644 section 3.4.2.2).
 */
export function matches(filter: ResolvedFilter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case "and":
      return matches(filter.left, resource) && matches(filter.right, resource);
    case "or":
      return matches(filter.left, resource) || matches(filter.right, resource);
    case "not":
      return !matches(filter.operand, resource);
    case "never":
      return false;
    case "present":
      return valuesOf(filter.target, resource).some(isPresent);
    case "compare": {
      const leaf = filter.target.sub ?? filter.target.attribute;
      return valuesOf(filter.target, resource).some(
        (value) => isComparable(value) && compares(filter.operator, value, filter.key, leaf),
      );
    }
    case "element":
      return valuesOf(filter.target, resource).some(
        (value) => isObject(value) && matches(filter.filter, value),
      );
  }
}

function valuesOf(target: Target, resource: JsonObject): readonly Json[] {
  const holder = target.extension === undefined ? resource : resource[target.extension];
  if (!isObject(holder)) return [];
  const values = list(holder[target.attribute.name]);
  const { sub } = target;
  return sub ? values.flatMap((value) => (isObject(value) ? list(value[sub.name]) : [])) : values;
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value : [value];
}

function isPresent(value: Json): boolean {
  if (isObject(value)) return Object.values(value).some(isPresent);
  return isArray(value) ? value.some(isPresent) : value !== null && value !== "";
}

function isComparable(value: Json): value is Compared {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function compares(
  operator: ComparisonOperator,
  actual: Compared,
  wanted: Compared,
  attribute: Attribute,
): boolean {
  if (attribute.type === "dateTime") return ordered(operator, Math.sign(instant(actual) - instant(wanted)));
  if (typeof actual === "string" && typeof wanted === "string") {
    const key = isFolded(attribute) ? prepared(actual) : actual;
    if (operator === "co") return key.includes(wanted);
    if (operator === "sw") return key.startsWith(wanted);
    if (operator === "ew") return key.endsWith(wanted);
    return ordered(operator, key === wanted ? 0 : Buffer.compare(Buffer.from(key), Buffer.from(wanted)));
  }
  if (typeof actual === "number" && typeof wanted === "number") {
    return ordered(operator, Math.sign(actual - wanted));
  }
  return operator === "eq" && actual === wanted;
}

/** By the sign of a comparison; strings are ordered by code point, as the database orders them. */
function ordered(operator: ComparisonOperator, sign: number): boolean {
  switch (operator) {
    case "eq":
      return sign === 0;
    case "gt":
      return sign > 0;
    case "ge":
      return sign >= 0;
    case "lt":
      return sign < 0;
    case "le":
      return sign <= 0;
    case "co":
    case "sw":
    case "ew":
      return false;
  }
}

const ZONE = /(?:Z|[+-]\d\d:\d\d)$/;

function instant(text: Compared): number {
  const written = String(text);
  return Date.parse(ZONE.test(written) ? written : `${written}Z`);
}
