import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

const wholeTenant = z.record(z.string(), z.unknown());

/** What users and administrators do to the directory, as opposed to what a stack makes in it. */
const DIRECTORY = new Set(["users", "groups"]);

/**
 * Where the tenant after a destroy is not what it was: the directory's people and groups as just before the destroy,
 * everything else as before the first `up`. One line each; none when the destroy has left no trace.
 */
export function tracesOf(beforeUp: unknown, beforeDestroy: unknown, after: unknown): string[] {
  const first = wholeTenant.parse(beforeUp);
  const last = wholeTenant.parse(beforeDestroy);
  const now = wholeTenant.parse(after);
  return Object.keys(now).flatMap((part) => {
    const expected = (DIRECTORY.has(part) ? last : first)[part];
    if (isDeepStrictEqual(now[part], expected)) return [];
    return [`${part}: ${differences(expected, now[part]).join(", ") || "changed"}`];
  });
}

const identified = z.array(z.looseObject({ id: z.string(), displayName: z.string().optional() }));

function differences(expected: unknown, actual: unknown): string[] {
  const before = identified.safeParse(expected).data ?? [];
  const now = identified.safeParse(actual).data ?? [];
  const name = (each: (typeof now)[number]) => each.displayName ?? each.id;
  const known = new Map(before.map((each) => [each.id, each]));
  const left = now.filter((each) => !known.has(each.id)).map((each) => `${name(each)} is left over`);
  const present = new Map(now.map((each) => [each.id, each]));
  const gone = before.filter((each) => !present.has(each.id)).map((each) => `${name(each)} is gone`);
  const changed = now
    .filter((each) => known.has(each.id) && !isDeepStrictEqual(known.get(each.id), each))
    .map((each) => `${name(each)} is changed`);
  return [...left, ...gone, ...changed];
}
