type Settings = Record<string, unknown>;

/**
 * Settings in which a key may be a path, such as `endpoint.token`, with every value where its path leads. The Pulumi
 * Kubernetes Operator sets a secret that way: its `secretsRef` takes keys only, no place inside of an object.
 *
 * @example withPathKeys({ endpoint: { url }, "endpoint.token": token }) // { endpoint: { url, token } }
 */
export function withPathKeys(settings: Readonly<Settings>): Settings {
  const entries = Object.entries(settings);
  const result: Settings = Object.fromEntries(entries.filter(([key]) => !key.includes(".")));
  for (const [key, value] of entries) {
    const path = key.split(".");
    if (path.length > 1) place(result, path, value);
  }
  return result;
}

function place(target: Settings, [first = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = target[first];
  const copy: Settings = isSettings(inner) ? { ...inner } : {};
  target[first] = copy;
  place(copy, rest, value);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
