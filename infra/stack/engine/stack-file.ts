import { parse, stringify } from "yaml";
import { z } from "zod";

const stackFile = z.looseObject({
  environment: z.array(z.unknown()).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});

/** What a stack's file is to say. */
export interface StackFile {
  /** Plain values by full key, such as `entra-scim:profile`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Pulumi ESC environments to import. @default those that the file has */
  readonly environment?: readonly string[];
  /**
   * Whether an encrypted value stays, by its path, such as `["entra-scim:endpoint", "token"]`.
   * @default all stay
   */
  readonly keep?: (path: readonly string[]) => boolean;
}

/**
 * The text of a `Pulumi.<stack>.yaml`. What is encrypted in the existing one stays, however deep it lies; other plain
 * values of it go.
 *
 * @param existing text of the file; undefined when there is none
 */
export function stackFileText(existing: string | undefined, wanted: StackFile): string {
  const { values, environment, keep = () => true } = wanted;
  const { environment: imported, ...stored } = stackFile.parse(
    (existing === undefined ? undefined : parse(existing)) ?? {},
  );
  const imports = environment ?? imported;
  return stringify({
    ...stored,
    ...(imports === undefined || imports.length === 0 ? {} : { environment: imports }),
    config: withSecrets(values, stored.config, [], keep),
  });
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
