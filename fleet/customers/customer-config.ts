import { mistakesIn } from "../../infra/stack/config/problems.ts";
import { settingAt, settings } from "../../infra/stack/config/settings.ts";
import { stackConfig, withEndpoint } from "../../infra/stack/config/stack.ts";
import type { SecretSetting } from "./customer.ts";
import { isMap } from "./merge.ts";
import { isSecretReference, REFERENCE_FORMS, secretReference } from "./secret-reference.ts";

type Keys = readonly (string | number)[];

/** Tells what is wrong with a setting. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** A customer's configuration, taken apart. */
export interface CustomerConfig {
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: readonly SecretSetting[];
}

/** Stands for a secret while the rest is checked. */
const PLACEHOLDER = "secret";

/** Checks a customer's merged `config` by the stack's own schema, and takes the secrets out of it. */
export function readConfig(merged: unknown, report: Report): CustomerConfig {
  const secrets: SecretSetting[] = [];
  const checked = visit(merged ?? {}, [], (value, path) => {
    const secret = settingAt(path)?.secret === true;
    if (!isSecretReference(value)) {
      if (!secret) return undefined;
      report(path, `is a secret and must not be written here; say where it is by one of ${REFERENCE_FORMS}`);
      return PLACEHOLDER;
    }
    if (!secret) return undefined;
    const { data, error } = secretReference.safeParse(value);
    if (data === undefined) report(path, error.issues[0]?.message ?? "is no reference");
    else secrets.push({ path, reference: data });
    return PLACEHOLDER;
  });
  const given = isMap(checked) ? withEndpoint(checked) : checked;
  const parsed = stackConfig.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    for (const { keys, reason } of mistakesIn(parsed.error.issues, settings)) report(keys, reason);
  }
  const hidden = new Set(secrets.map(({ path }) => JSON.stringify(path)));
  const plain = visit(merged ?? {}, [], (_, path) => (hidden.has(JSON.stringify(path)) ? null : undefined));
  return { config: isMap(plain) ? plain : {}, secrets };
}

/** A copy in which `replace` gave something else for a value: null leaves it out, undefined looks into it. */
function visit(
  value: unknown,
  path: Keys,
  replace: (value: unknown, path: Keys) => string | null | undefined,
): unknown {
  if (path.length > 0) {
    const replaced = replace(value, path);
    if (replaced !== undefined) return replaced;
  }
  if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index], replace));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(
    ([key, part]) => [key, visit(part, [...path, key], replace)] as const,
  );
  return Object.fromEntries(entries.filter(([, part]) => part !== null));
}
