import { StandInError } from "../error.ts";

/** The one argument of several that must be given, with its name. */
export function oneOf<const Name extends string>(
  args: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
): Name {
  const given = names.filter((name) => args[name] !== undefined);
  const [only] = given;
  if (only !== undefined && given.length === 1) return only;
  const found = given.length === 0 ? "none is" : `${given.join(" and ")} are`;
  throw new StandInError(`Exactly one of ${names.join(", ")} must be given; ${found}.`);
}

/** The only item of a list. */
export function only<T>(items: readonly T[], what: string): T {
  const [first] = items;
  if (first === undefined) throw new StandInError(`No ${what} was found.`);
  if (items.length > 1)
    throw new StandInError(`${items.length} of ${what} were found; exactly one was expected.`);
  return first;
}
