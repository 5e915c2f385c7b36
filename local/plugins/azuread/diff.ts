import type { Change } from "../../../provider/runtime/plugin.ts";
import {
  type PropertyMap,
  isPropertyMap,
  UNKNOWN,
  type PropertyValue,
} from "../../../provider/runtime/property-map/property-map.ts";
import { type Resource, sortedSet } from "./resource.ts";

type Comparable = Pick<Resource, "inputs" | "optionalComputed" | "replaceOn" | "sets">;

/**
 * What a program wants to change, as the bridged plug-in sees it: the state, which a refresh may have changed, against
 * the inputs. An input that is left out counts as empty, but for one that Entra fills.
 *
 * @param ignored paths of `ignoreChanges`
 */
export function diffResource(
  resource: Comparable,
  state: PropertyMap,
  inputs: PropertyMap,
  ignored: readonly string[],
): Change[] {
  return Object.keys(resource.inputs.shape).flatMap((property) => {
    const wanted = inputs[property];
    if (wanted === undefined && resource.optionalComputed.includes(property)) return [];
    const replaces = resource.replaceOn.includes(property);
    const order = resource.sets.includes(property) ? sortedSet : same;
    return compare(property, order(state[property]), order(wanted))
      .filter((change) => !ignored.some((ignore) => isWithin(change.property, ignore)))
      .map((change) => Object.assign(change, { replaces }));
  });
}

/** Whether two values differ for azuread, for which absent, empty and false are one. */
export function differs(one: PropertyValue | undefined, other: PropertyValue | undefined): boolean {
  return compare("", one, other).length > 0;
}

function compare(
  path: string,
  old: PropertyValue | undefined,
  wanted: PropertyValue | undefined,
): Omit<Change, "replaces">[] {
  if (wanted === UNKNOWN) return [{ property: path, kind: "update" }];
  if (isEmpty(old) && isEmpty(wanted)) return [];
  if (isEmpty(old) && old !== false) return [{ property: path, kind: "add" }];
  if (isEmpty(wanted) && wanted !== false) return [{ property: path, kind: "delete" }];
  if (Array.isArray(old) && Array.isArray(wanted)) {
    const length = Math.max(old.length, wanted.length);
    return Array.from({ length }, (_, at) => compare(`${path}[${at}]`, old[at], wanted[at])).flat();
  }
  if (isPropertyMap(old) && isPropertyMap(wanted)) {
    const keys = new Set([...Object.keys(old), ...Object.keys(wanted)]);
    return [...keys].flatMap((key) => compare(`${path}.${key}`, old[key], wanted[key]));
  }
  return old === wanted ? [] : [{ property: path, kind: "update" }];
}

export function isEmpty(value: PropertyValue | undefined): boolean {
  if (value == null || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPropertyMap(value) && Object.values(value).every(isEmpty);
}

/** A list in which order matters. */
export function same(value: PropertyValue | undefined): PropertyValue | undefined {
  return value;
}

function isWithin(path: string, ignored: string): boolean {
  return path === ignored || path.startsWith(`${ignored}.`) || path.startsWith(`${ignored}[`);
}
