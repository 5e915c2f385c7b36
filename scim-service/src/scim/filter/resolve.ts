import { isDateTime } from "../date-time.ts";
import { badRequest } from "../error.ts";
import type { Dialect } from "../leniency.ts";
import { isFolded, prepared } from "../prepare.ts";
import type { Attribute } from "../schema/attribute.ts";
import {
  resolveAttributePath,
  subAttribute,
  type AttributePath,
  type ResourceType,
} from "../schema/resource-type.ts";
import type { Bare, Filter, Operator } from "./ast.ts";

/** A filter whose names are attributes and whose values fit them. `ne` is `not` `eq`: absent is not equal. */
export type ResolvedFilter =
  | { readonly kind: "and" | "or"; readonly left: ResolvedFilter; readonly right: ResolvedFilter }
  | { readonly kind: "not"; readonly operand: ResolvedFilter }
  | { readonly kind: "never" }
  | { readonly kind: "present"; readonly target: Target }
  | {
      readonly kind: "compare";
      readonly target: Target;
      readonly operator: ComparisonOperator;
      /** As the client wrote it. */
      readonly value: string | number | boolean;
      /** As it is compared: prepared where the attribute is not case-exact. */
      readonly key: string | number | boolean;
    }
  | { readonly kind: "element"; readonly target: Target; readonly filter: ResolvedFilter };

export type ComparisonOperator = Exclude<Operator, "ne">;

/** What is compared. Inside `element`, `attribute` is a sub-attribute of the element. */
export interface Target {
  /** Schema URN of the extension that holds the attribute. */
  readonly extension: string | undefined;
  readonly attribute: Attribute;
  readonly sub: Attribute | undefined;
}

type Lookup = (path: string) => AttributePath | undefined;

/**
 * Looks up the names of a filter in a resource type.
 *
 * @param unknown what an attribute means that the type does not have: an error, or a term that never matches, which a
 * search over several types needs (RFC 7644 section 3.4.2.1).
 * @throws {ScimError} 400 `invalidFilter`.
 */
export function resolveFilter(
  filter: Filter,
  type: ResourceType,
  dialect: Dialect,
  unknown: "error" | "never" = "error",
): ResolvedFilter {
  const lookup: Lookup = (path) => resolveAttributePath(type, path, dialect);
  return resolve(filter, lookup, `${type.name} has no attribute`, dialect, unknown);
}

/** Looks up the names of a filter among the sub-attributes of a multi-valued attribute, for a PATCH value path. */
export function resolveElementFilter(filter: Filter, attribute: Attribute, dialect: Dialect): ResolvedFilter {
  const lookup: Lookup = (path) => {
    const sub = subAttribute(attribute, path);
    return sub && { extension: undefined, attribute: sub, sub: undefined };
  };
  return resolve(filter, lookup, `${attribute.name} has no sub-attribute`, dialect, "error");
}

function resolve(
  filter: Filter,
  lookup: Lookup,
  complaint: string,
  dialect: Dialect,
  unknown: "error" | "never",
): ResolvedFilter {
  const recur = (inner: Filter) => resolve(inner, lookup, complaint, dialect, unknown);
  switch (filter.kind) {
    case "and":
    case "or":
      return { kind: filter.kind, left: recur(filter.left), right: recur(filter.right) };
    case "not":
      return { kind: "not", operand: recur(filter.operand) };
    case "present":
    case "compare":
    case "element": {
      const found = lookup(filter.path);
      if (!found?.attribute) {
        if (unknown === "never") return { kind: "never" };
        throw badRequest("invalidFilter", `${complaint} "${filter.path}"`);
      }
      const target: Target = {
        extension: found.extension?.schema.id,
        attribute: found.attribute,
        sub: found.sub,
      };
      if (filter.kind === "present") return { kind: "present", target };
      if (filter.kind === "compare") return comparison(filter, target, dialect);
      return element(filter, target, dialect);
    }
  }
}

function element(
  filter: Extract<Filter, { kind: "element" }>,
  target: Target,
  dialect: Dialect,
): ResolvedFilter {
  const { attribute, sub } = target;
  if (sub || attribute.type !== "complex" || !attribute.multiValued) {
    throw badRequest("invalidFilter", `"${filter.path}" has no elements to choose from with [ ]`);
  }
  let inner = filter.filter;
  if (filter.rest) {
    // `emails[type eq "work"].value eq "x"` is no production of the RFC's grammar, but it is how Entra matches.
    if (!dialect.allows("subAttributeOfElement")) {
      throw badRequest("invalidFilter", `Write ${filter.path}[… and …] instead of ${filter.path}[…].sub`);
    }
    inner = { kind: "and", left: inner, right: filter.rest };
  }
  return { kind: "element", target, filter: resolveElementFilter(inner, attribute, dialect) };
}

function comparison(
  filter: Extract<Filter, { kind: "compare" }>,
  target: Target,
  dialect: Dialect,
): ResolvedFilter {
  const { operator, value } = filter;
  const leaf = target.sub ?? target.attribute;
  if (leaf.type === "complex") {
    const valueAttribute = subAttribute(leaf, "value");
    if (!valueAttribute) {
      throw badRequest("invalidFilter", `"${filter.path}" is complex: compare one of its sub-attributes`);
    }
    return comparison(filter, { ...target, sub: valueAttribute }, dialect);
  }
  if (value === null) {
    if (operator === "eq") return { kind: "not", operand: { kind: "present", target } };
    if (operator === "ne") return { kind: "present", target };
    throw badRequest("invalidFilter", `null can only be compared by eq and ne, not by ${operator}`);
  }
  const given = typeof value === "object" ? unquoted(leaf, value, filter.path, dialect) : value;
  const fitting = literalFor(leaf, filter.path, operator, given, dialect);
  const key = isFolded(leaf) && typeof fitting === "string" ? prepared(fitting) : fitting;
  if (operator === "ne") {
    return { kind: "not", operand: { kind: "compare", target, operator: "eq", value: fitting, key } };
  }
  return { kind: "compare", target, operator, value: fitting, key };
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** What a word without quotes stands for: a number or a boolean where the attribute is one, else a string. */
function unquoted(
  attribute: Attribute,
  { bare }: Bare,
  path: string,
  dialect: Dialect,
): string | number | boolean {
  switch (attribute.type) {
    case "integer":
    case "decimal":
      return NUMBER.test(bare) && Number.isFinite(Number(bare)) ? Number(bare) : bare;
    case "boolean":
      return bare;
    default:
      if (dialect.allows("unquotedValue")) return bare;
      throw badRequest("invalidFilter", `Write the value that "${path}" is compared with in double quotes`);
  }
}

function literalFor(
  attribute: Attribute,
  path: string,
  operator: Operator,
  value: string | number | boolean,
  dialect: Dialect,
): string | number | boolean {
  const wrong = (wanted: string) =>
    badRequest("invalidFilter", `"${path}" is ${wanted}; ${JSON.stringify(value)} is not`);
  const only = (allowed: readonly Operator[]) => {
    if (!allowed.includes(operator)) {
      throw badRequest("invalidFilter", `"${path}" is a ${attribute.type}: ${operator} does not apply to it`);
    }
  };
  switch (attribute.type) {
    case "boolean": {
      only(["eq", "ne"]);
      if (typeof value === "boolean") return value;
      const word = typeof value === "string" ? value.toLowerCase() : "";
      if ((word === "true" || word === "false") && dialect.allows("booleanAsString")) return word === "true";
      throw wrong("a boolean: true or false, without quotes");
    }
    case "integer":
    case "decimal":
      only(["eq", "ne", "gt", "ge", "lt", "le"]);
      if (typeof value !== "number") throw wrong("a number, without quotes");
      return value;
    case "dateTime": {
      only(["eq", "ne", "gt", "ge", "lt", "le"]);
      if (typeof value !== "string" || !isDateTime(value))
        throw wrong("a date and time as 2011-05-13T04:42:34Z");
      return value;
    }
    case "binary":
      only(["eq", "ne"]);
      if (typeof value !== "string") throw wrong("base64 in quotes");
      return value;
    case "reference":
    case "string":
      if (typeof value !== "string") throw wrong("a string in quotes");
      return value;
    case "complex":
      throw wrong("complex");
  }
}
