import { isSecretReference } from "./secret-reference.ts";

/**
 * A customer's settings over the defaults: maps are merged deeply, everything else (lists and references to
 * secrets, too) is replaced, and null takes away what the defaults have.
 */
export function mergeSettings(defaults: unknown, own: unknown): unknown {
  if (own === undefined) return withoutNulls(defaults);
  if (!isMap(own) || isSecretReference(own)) return own;
  const base = isMap(defaults) ? defaults : {};
  const keys = [...new Set([...Object.keys(base), ...Object.keys(own)])];
  return Object.fromEntries(
    keys
      .filter((key) => own[key] !== null)
      .map((key) => [key, mergeSettings(base[key], own[key])] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );
}

function withoutNulls(value: unknown): unknown {
  if (!isMap(value)) return value;
  return mergeSettings({}, value);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
