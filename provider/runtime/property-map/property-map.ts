/** Stands for a value that only the deployment itself will know, in previews. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A property's value as it travels between engine and plug-in, its secrets unwrapped. */
export type PropertyValue = null | boolean | number | string | typeof UNKNOWN | PropertyValue[] | PropertyMap;

/** The properties of a resource or the arguments of a function. */
export interface PropertyMap {
  [property: string]: PropertyValue;
}

/** Where a value is: `["credentials", 0, "value"]`. */
export type PropertyPath = readonly (string | number)[];

export function isPropertyMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value or anything in it is {@link UNKNOWN}. */
export function containsUnknown(value: PropertyValue): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isPropertyMap(value) && Object.values(value).some(containsUnknown);
}

/** Equality by content; {@link UNKNOWN} equals nothing, not even itself. */
export function sameValue(one: PropertyValue | undefined, other: PropertyValue | undefined): boolean {
  if (one === UNKNOWN || other === UNKNOWN) return false;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((each, index) => sameValue(each, other[index]))
    );
  }
  if (isPropertyMap(one)) {
    if (!isPropertyMap(other)) return false;
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => sameValue(one[key], other[key]));
  }
  return one === other;
}

/** A path as Pulumi writes it: `mappings[0].constant`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text;
}
