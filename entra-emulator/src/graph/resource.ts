import type { GraphVersion } from "./request.ts";

/** How Graph shows an object of type `T`: a reader for each property, and which are shown without `$select`. */
export interface ResourceType<T> {
  /** Such as `microsoft.graph.user`. */
  readonly name: string;
  readonly properties: Readonly<Record<string, (object: T) => unknown>>;
  /** Shown by v1.0 without `$select`; `undefined` is all. Beta shows all. */
  readonly defaults: readonly string[] | undefined;
}

/** The object as JSON, with the selected properties or the default ones; unknown names in `select` are left out. */
export function render<T>(
  type: ResourceType<T>,
  object: T,
  version: GraphVersion,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  const names = select ?? (version === "v1.0" && type.defaults) ?? Object.keys(type.properties);
  return Object.fromEntries(
    (names || Object.keys(type.properties)).flatMap((name) => {
      const read = type.properties[name];
      return read === undefined ? [] : [[name, read(object)] as const];
    }),
  );
}

/** A reader of a property by its path, such as `servicePrincipal/id`; `undefined` when the type has no such property. */
export function propertyReader<T>(type: ResourceType<T>, path: string): ((object: T) => unknown) | undefined {
  const [head = path, ...rest] = path.split("/");
  const read = Object.hasOwn(type.properties, head) ? type.properties[head] : undefined;
  if (read === undefined) return undefined;
  if (rest.length === 0) return read;
  return (object) => {
    let value = read(object);
    for (const name of rest) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    }
    return value;
  };
}
