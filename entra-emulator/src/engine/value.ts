/** An app role that a user holds, as the attribute `appRoleAssignments` carries it. */
export interface RoleValue {
  readonly id: string;
  readonly displayName: string;
  readonly value: string;
}

/** An element of a complex multi-valued target attribute, such as one entry of `roles`. */
export type ComplexValue = Readonly<Record<string, string | boolean>>;

/**
 * What an attribute or expression evaluates to. All scalars are strings: a boolean is `True` or `False`, a number its
 * digits, a date `M/d/yyyy h:mm:ss tt` in UTC.
 */
export type Value = null | string | readonly string[] | readonly RoleValue[] | readonly ComplexValue[];

/** A source object by the engine's own attribute names; an absent attribute is null. */
export type SourceAttributes = ReadonlyMap<string, Value>;

export function booleanValue(value: boolean): string {
  return value ? "True" : "False";
}

export function isTrue(value: Value): boolean {
  return typeof value === "string" && value.toLowerCase() === "true";
}

export function isEmpty(value: Value): boolean {
  return value === null || value.length === 0;
}

/** The strings of a value: none for null, one for a single value, all strings of a multi-valued one. */
export function strings(value: Value): string[] {
  if (value === null) return [];
  if (typeof value === "string") return [value];
  return value.filter((item): item is string => typeof item === "string");
}

/** The single string of a value: the first one of a multi-valued attribute, null when there is none. */
export function text(value: Value): string | null {
  return typeof value === "string" ? value : (strings(value)[0] ?? null);
}
