import { createHash } from "node:crypto";
import { StandInError } from "../error.ts";

/**
 * Several objects, each looked up by itself as azuread does it.
 *
 * @param ignoreMissing leave out what is not there, instead of failing
 */
export async function lookUpAll<T>(
  wanted: readonly string[],
  what: string,
  ignoreMissing: boolean,
  lookUp: (name: string) => Promise<T | undefined>,
): Promise<T[]> {
  const found: T[] = [];
  for (const name of wanted) {
    const one = await lookUp(name);
    if (one !== undefined) found.push(one);
    else if (!ignoreMissing) throw new StandInError(`No ${what} ${name} was found.`);
  }
  return found;
}

/** The id of a look-up of several objects, which is made of theirs. */
export function resultId(kind: string, ids: readonly string[]): string {
  return `${kind}#${createHash("sha1").update(ids.join("-")).digest("base64url")}`;
}
