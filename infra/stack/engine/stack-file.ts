import { parse, stringify } from "yaml";
import { z } from "zod";

const stackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).default({}) });

/**
 * The text of a `Pulumi.<stack>.yaml` with these plain values. What is encrypted in the existing one stays, however deep
 * it lies; other plain values of it go.
 *
 * @param existing text of the file; undefined when there is none
 * @param values by full key, such as `entra-scim:profile`
 * @param keep whether an encrypted value stays, by its path, such as `["entra-scim:endpoint", "token"]`
 */
export function stackFileText(
  existing: string | undefined,
  values: Readonly<Record<string, unknown>>,
  keep: (path: readonly string[]) => boolean = () => true,
): string {
  const stored = stackFile.parse((existing === undefined ? undefined : parse(existing)) ?? {});
  return stringify({ ...stored, config: withSecrets(values, stored.config, [], keep) });
}

function withSecrets(
  values: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
  path: readonly string[],
  keep: (path: readonly string[]) => boolean,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...values };
  for (const [key, part] of Object.entries(stored)) {
    if (!isObject(part)) continue;
    const here = [...path, key];
    const own = result[key];
    if ("secure" in part) {
      if (keep(here)) result[key] = part;
      continue;
    }
    const inner = withSecrets(isObject(own) ? own : {}, part, here, keep);
    if (Object.keys(inner).length > 0) result[key] = inner;
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
