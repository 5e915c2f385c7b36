import { badRequest } from "../error.ts";
import { matches } from "../filter/evaluate.ts";
import type { ResolvedFilter } from "../filter/resolve.ts";
import { isArray, isObject, sameJson, type Json, type JsonObject } from "../json.ts";
import type { Dialect } from "../leniency.ts";
import { elementKey } from "../prepare.ts";
import type { Attribute } from "../schema/attribute.ts";
import { MAX_DOCUMENT, resourceTooLarge } from "../resource.ts";
import { addedValues, checkValues, isHollow, parseSingle, parseValue } from "../value.ts";
import type { Work } from "../work.ts";
import type { Step } from "./steps.ts";

/** Elements that are copied from one list to the next in the time of one unit of work. */
const COPIED = 8;
/** Units of work to change one element and to prepare it for the next comparison. */
const CHANGED = 40;
/** Units of work to read one element that was sent. */
const PARSED = 30;

/**
 * The value of a multi-valued attribute after a step; undefined when nothing is left of it.
 *
 * @throws {ScimError} 400 `noTarget`, `invalidValue` or `tooMany`.
 */
export function changedElements(
  current: Json | undefined,
  step: Step,
  dialect: Dialect,
  work: Work,
): Json | undefined {
  const elements = isArray(current) ? current : [];
  work.spend(elements.length / COPIED);
  const all =
    step.filter || step.sub
      ? atElements(elements, step, dialect, work)
      : atWhole(elements, step, dialect, work);
  checkValues(all, step.path);
  return all.length === 0 ? undefined : all;
}

/** No value path: the attribute as a whole. */
function atWhole(elements: readonly Json[], step: Step, dialect: Dialect, work: Work): readonly Json[] {
  const { op, attribute, value, path } = step;
  if (isArray(value)) work.spend(value.length * PARSED);
  if (op === "remove") {
    if (value === undefined || value === null) return [];
    const listed = parseValue(attribute, value, path, dialect);
    const descriptions = (isArray(listed) ? listed : []).map((each) => descriptionOf(attribute, each));
    const left = elements.filter((element) => {
      work.spend(descriptions.length);
      const key = elementKey(attribute, element).value;
      return !descriptions.some((each) => describes(each, key));
    });
    if (left.length === elements.length) dialect.allows("removeNothing");
    return left;
  }
  const given = op === "add" ? addedValues(value) : value;
  const parsed = given === undefined ? undefined : parseValue(attribute, given, path, dialect);
  const sent = isArray(parsed) ? parsed : [];
  if (op === "replace") return sent;
  // A role that came as JSON has no type, which the same role had when it came with its user.
  const anyType = dialect.used.has("roleAsJson");
  return sent.reduce<readonly Json[]>((before, element) => {
    work.spend(before.length);
    return added(before, element, attribute, anyType);
  }, elements);
}

/**
 * Adds an element unless it is there by the rules of its attribute, or completes the one of the same value and type; a new
 * primary takes the mark from the old one (RFC 7644 section 3.5.2.1).
 */
function added(
  elements: readonly Json[],
  element: Json,
  attribute: Attribute,
  anyType: boolean,
): readonly Json[] {
  const { value: key, text } = elementKey(attribute, element);
  const index = elements.findIndex((each) => {
    const other = elementKey(attribute, each);
    return other.text === text || isSameThing(other.value, key, anyType);
  });
  const present = elements[index];
  if (present === undefined) return [...withoutPrimaries(elements, element), element];
  const presentKey = elementKey(attribute, present).value;
  if (!isObject(element) || !isObject(present) || !isObject(key) || !isObject(presentKey)) return elements;
  const news = Object.entries(element).filter(([name]) => !sameJson(key[name], presentKey[name]));
  if (news.length === 0) return elements;
  return withoutPrimaries(elements, element).with(index, { ...present, ...Object.fromEntries(news) });
}

/** Whether two prepared elements have one value for one purpose. */
function isSameThing(one: Json, other: Json, anyType: boolean): boolean {
  return (
    isObject(one) &&
    isObject(other) &&
    other["value"] !== undefined &&
    one["value"] === other["value"] &&
    (one["type"] === other["type"] || (anyType && other["type"] === undefined))
  );
}

/** The elements beside one that may be the new primary. */
function withoutPrimaries(elements: readonly Json[], beside: Json): readonly Json[] {
  return isObject(beside) && beside["primary"] === true ? elements.map(withoutPrimary) : elements;
}

function withoutPrimary(element: Json): Json {
  return isObject(element) && element["primary"] === true ? { ...element, primary: false } : element;
}

/** What an element must have: prepared sub-attributes, or a value that has none. */
type Description = readonly (readonly [name: string, value: Json])[] | { readonly value: Json };

function descriptionOf(attribute: Attribute, sent: Json): Description {
  const { value } = elementKey(attribute, sent);
  return isObject(value) ? Object.entries(value) : { value };
}

/** Whether an element, prepared, has all that a description says. */
function describes(description: Description, element: Json): boolean {
  if ("value" in description) return sameJson(description.value, element);
  return isObject(element) && description.every(([name, value]) => sameJson(element[name], value));
}

/** A value path, or a sub-attribute of all elements. */
function atElements(elements: readonly Json[], step: Step, dialect: Dialect, work: Work): readonly Json[] {
  const { attribute, filter } = step;
  const targets = new Set(
    elements.filter((element) => {
      const { value } = elementKey(attribute, element);
      return isObject(value) && (filter === undefined || matches(filter, value, work));
    }),
  );
  const change = elementChange(step, dialect);
  if (targets.size > 0) {
    // Each gets a copy of what was sent.
    const { length } = JSON.stringify(step.value ?? null);
    if (length * targets.size > MAX_DOCUMENT) throw resourceTooLarge(length * targets.size);
    for (const target of targets) {
      work.spend(CHANGED);
      work.write(length + elementKey(attribute, target).text.length);
    }
    return changeTargets(elements, targets, change, dialect);
  }
  if (step.op === "remove") {
    if (dialect.allows("removeNothing")) return elements;
    throw noTarget(step);
  }
  const seed = filter === undefined ? {} : describedBy(filter);
  const created = seed && change(seed);
  // A null for an element that does not exist leaves nothing to make.
  if (seed && (created === undefined || sameJson(created, seed))) {
    if (dialect.allows("removeNothing")) return elements;
    throw noTarget(step);
  }
  if (!created || !dialect.allows("createElement")) throw noTarget(step);
  return [...withoutPrimaries(elements, created), created];
}

function changeTargets(
  elements: readonly Json[],
  targets: ReadonlySet<Json>,
  change: ElementChange,
  dialect: Dialect,
): readonly Json[] {
  const result: Json[] = [];
  let promoted: JsonObject | undefined;
  for (const element of elements) {
    if (!isObject(element) || !targets.has(element)) {
      result.push(element);
      continue;
    }
    const changed = change(element);
    if (changed === undefined || Object.keys(changed).length === 0) continue;
    const wasCleared = Object.keys(changed).length < Object.keys(element).length;
    if (wasCleared && isHollow(changed) && dialect.allows("emptiedElement")) continue;
    if (changed["primary"] === true && element["primary"] !== true) promoted = changed;
    result.push(changed);
  }
  return promoted
    ? result.map((element) => (element === promoted ? element : withoutPrimary(element)))
    : result;
}

/** What a step makes of an element; undefined when nothing is left of it. */
type ElementChange = (element: JsonObject) => JsonObject | undefined;

/** What was sent is parsed once, however many elements there are. */
function elementChange(step: Step, dialect: Dialect): ElementChange {
  const { op, attribute, sub, value, path } = step;
  if (sub) {
    const parsed = op === "remove" || value === undefined ? undefined : parseValue(sub, value, path, dialect);
    return (element) => {
      if (parsed !== undefined) return { ...element, [sub.name]: parsed };
      const { [sub.name]: _removed, ...rest } = element;
      return rest;
    };
  }
  if (op === "remove" || value === undefined || value === null) return () => undefined;
  const parsed = parseSingle(attribute, value, path, dialect);
  if (!isObject(parsed)) return () => undefined;
  if (op === "add") return (element) => ({ ...element, ...parsed });
  const description = (step.filter && describedBy(step.filter)) ?? {};
  const isDescribed = Object.keys(description).every((name) => Object.hasOwn(parsed, name));
  const replaced =
    isDescribed || !dialect.allows("elementKeepsType") ? parsed : { ...description, ...parsed };
  return () => ({ ...replaced });
}

/** The element that a filter of equalities describes: `type eq "work" and primary eq true`; undefined for any other. */
function describedBy(filter: ResolvedFilter): JsonObject | undefined {
  if (filter.kind === "compare" && filter.operator === "eq") {
    return { [filter.target.attribute.name]: filter.value };
  }
  if (filter.kind !== "and") return undefined;
  const [left, right] = [describedBy(filter.left), describedBy(filter.right)];
  return left && right && { ...left, ...right };
}

function noTarget(step: Step) {
  return badRequest("noTarget", `"${step.path}" matches no value of the resource`);
}
