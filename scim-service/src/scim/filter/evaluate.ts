import { isArray, isObject, type Json, type JsonObject } from "../json.ts";
import type { Attribute } from "../schema/attribute.ts";
import type { Work } from "../work.ts";
import type { ComparisonOperator, ResolvedFilter, Target } from "./resolve.ts";

type Compared = string | number | boolean;

/**
 * Whether a resource, or an element of a multi-valued attribute, satisfies a filter. A term holds for a multi-valued
 * attribute when it holds for one of its values (RFC 7644 section 3.4.2.2).
 *
 * @param resource or element, prepared.
 * @throws {ScimError} 400 `tooMany` when the request has caused too much work.
 */
export function matches(filter: ResolvedFilter, resource: JsonObject, work: Work): boolean {
  switch (filter.kind) {
    case "and":
      return matches(filter.left, resource, work) && matches(filter.right, resource, work);
    case "or":
      return matches(filter.left, resource, work) || matches(filter.right, resource, work);
    case "not":
      return !matches(filter.operand, resource, work);
    case "never":
      return false;
    case "present":
      work.spend(1);
      return valuesOf(filter.target, resource).some(isPresent);
    case "compare": {
      const { target, operator, key } = filter;
      const leaf = target.sub ?? target.attribute;
      // What elements are chosen by; without a list of one for each.
      const value = target.extension === undefined && !target.sub ? resource[leaf.name] : undefined;
      if (isComparable(value)) return compares(operator, value, key, leaf, work);
      return valuesOf(target, resource).some(
        (each) => isComparable(each) && compares(operator, each, key, leaf, work),
      );
    }
    case "element":
      return valuesOf(filter.target, resource).some(
        (value) => isObject(value) && matches(filter.filter, value, work),
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

function isComparable(value: Json | undefined): value is Compared {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function compares(
  operator: ComparisonOperator,
  actual: Compared,
  wanted: Compared,
  attribute: Attribute,
  work: Work,
): boolean {
  if (typeof actual === "string" && typeof wanted === "string") work.compare(operator, actual, wanted);
  else work.spend(1);
  if (attribute.type === "dateTime") return ordered(operator, Math.sign(instant(actual) - instant(wanted)));
  if (typeof actual === "string" && typeof wanted === "string") {
    if (operator === "co") return actual.includes(wanted);
    if (operator === "sw") return actual.startsWith(wanted);
    if (operator === "ew") return actual.endsWith(wanted);
    if (operator === "eq") return actual === wanted;
    return ordered(operator, Buffer.compare(Buffer.from(actual), Buffer.from(wanted)));
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
