import { badRequest } from "../error.ts";
import { isArray, isObject, type Json, type JsonObject } from "../json.ts";
import type { Dialect } from "../leniency.ts";
import type { Attribute } from "../schema/attribute.ts";
import { subAttribute, type ResourceType } from "../schema/resource-type.ts";
import { distinct, parseValue } from "../value.ts";
import { finish } from "../resource.ts";
import type { Work } from "../work.ts";
import { changedElements } from "./elements.ts";
import type { Step } from "./steps.ts";

/** Units of work that a step takes, whatever it changes: it copies the document's attributes. */
const STEP = 10;

/**
 * Applies steps to a document, in order, and completes it (`schemas`, required attributes). The document is
 * left as it was; steps on `members` are not for here.
 *
 * @throws {ScimError} 400 `noTarget`, `invalidValue`, `mutability` or `tooMany`.
 */
export function applySteps(
  document: JsonObject,
  steps: readonly Step[],
  type: ResourceType,
  dialect: Dialect,
  work: Work,
): JsonObject {
  let result = document;
  const lists = new Set<Attribute>();
  for (const step of steps) {
    work.spend(STEP);
    if (step.attribute.multiValued) lists.add(step.attribute);
    if (step.extension === undefined) {
      result = assign(
        result,
        step.attribute.name,
        changedValue(result[step.attribute.name], step, dialect, work),
      );
      continue;
    }
    const held = result[step.extension];
    const holder = isObject(held) ? held : {};
    const value = changedValue(holder[step.attribute.name], step, dialect, work);
    result = { ...result, [step.extension]: assign(holder, step.attribute.name, value) };
  }
  for (const attribute of lists) {
    const values = result[attribute.name];
    if (isArray(values)) result = { ...result, [attribute.name]: distinct(values, attribute) };
  }
  return finish(result, type, "mutability");
}

/** A value for one top-level attribute. */
export interface Assignment {
  readonly attribute: Attribute;
  readonly value: Json;
}

/** Longest value, as JSON, that is set without checking the size of the document. */
const MAX_SIMPLE = 1_000;

/**
 * What a single step sets, where that is one simple attribute which nothing else depends on, such as `active`: such a
 * PATCH takes a single statement. Undefined for anything else.
 */
export function simpleAssignment(steps: readonly Step[], dialect: Dialect): Assignment | undefined {
  const [step, ...others] = steps;
  if (!step || others.length > 0) return undefined;
  const { op, extension, attribute, filter, sub, value, path } = step;
  const isSimple =
    op !== "remove" &&
    extension === undefined &&
    filter === undefined &&
    sub === undefined &&
    attribute.type !== "complex" &&
    !attribute.multiValued &&
    !attribute.required &&
    attribute.mutability === "readWrite" &&
    attribute.name !== "externalId";
  const parsed = isSimple && value !== undefined ? parseValue(attribute, value, path, dialect) : undefined;
  if (parsed === undefined || JSON.stringify(parsed).length > MAX_SIMPLE) return undefined;
  return { attribute, value: parsed };
}

function assign(holder: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...holder, [name]: value };
  const { [name]: _removed, ...rest } = holder;
  return rest;
}

function changedValue(current: Json | undefined, step: Step, dialect: Dialect, work: Work): Json | undefined {
  const { attribute, sub, op, value, path } = step;
  if (attribute.multiValued) return changedElements(current, step, dialect, work);
  if (isReference(attribute)) return changedReference(current, step, dialect);
  if (sub) {
    const changed =
      op === "remove" || value === undefined ? undefined : parseValue(sub, value, path, dialect);
    return unlessEmpty(assign(isObject(current) ? current : {}, sub.name, changed));
  }
  if (op === "remove" || value === undefined) return undefined;
  const parsed = parseValue(attribute, value, path, dialect);
  if (attribute.type !== "complex" || !isObject(current)) return parsed;
  // Sub-attributes that are not named stay (RFC 7644 section 3.5.2.3); those named with null go.
  const named = isObject(value) ? Object.keys(value).map((name) => name.toLowerCase()) : undefined;
  if (!named) return parsed && isObject(parsed) ? { ...current, ...parsed } : undefined;
  const kept = Object.entries(current).filter(([name]) => !named.includes(name.toLowerCase()));
  return unlessEmpty({ ...Object.fromEntries(kept), ...(isObject(parsed) ? parsed : {}) });
}

/** Whether a complex attribute names another resource, as `manager` does. */
function isReference(attribute: Attribute): boolean {
  return subAttribute(attribute, "value") !== undefined && subAttribute(attribute, "$ref") !== undefined;
}

/** A reference is its `value`: with another one its `$ref` is another, and without one there is none. */
function changedReference(
  current: Json | undefined,
  { op, attribute, sub, value, path }: Step,
  dialect: Dialect,
): Json | undefined {
  const held = isObject(current) ? current : {};
  const isCleared = op === "remove" || value === undefined;
  if (sub) {
    const changed = isCleared ? undefined : parseValue(sub, value, path, dialect);
    if (sub.name !== "value") return unlessEmpty(assign(held, sub.name, changed));
    return changed === undefined ? undefined : changed === held["value"] ? held : { value: changed };
  }
  const parsed = isCleared ? undefined : parseValue(attribute, value, path, dialect);
  if (isObject(parsed) && parsed["value"] !== undefined) return parsed;
  return op === "add" && parsed === undefined && value !== null && value !== "" ? current : undefined;
}

function unlessEmpty(value: JsonObject): JsonObject | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

/**
 * Refuses a change of an attribute that can be set only once.
 *
 * @throws {ScimError} 400 `mutability`.
 */
export function checkImmutable(before: JsonObject, after: JsonObject, type: ResourceType): void {
  for (const { schema } of type.extensions) {
    const [old, changed] = [before[schema.id], after[schema.id]];
    for (const { name, mutability } of schema.attributes) {
      const held = isObject(old) ? old[name] : undefined;
      if (mutability !== "immutable" || held === undefined) continue;
      if (!isObject(changed) || changed[name] !== held) {
        throw badRequest("mutability", `"${schema.id}:${name}" cannot be changed once it has a value`);
      }
    }
  }
}
