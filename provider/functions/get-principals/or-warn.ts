import type { Context } from "../../context.ts";
import { GraphError } from "../../graph/error.ts";

/** The result of a look-up that only serves a warning. Undefined, with a warning, when the caller lacks the permission. */
export async function orWarn<Result>(
  lookUp: Promise<Result>,
  what: string,
  context: Context,
): Promise<Result | undefined> {
  try {
    return await lookUp;
  } catch (error) {
    if (!(error instanceof GraphError) || error.status !== 403) throw error;
    context.log.warn(`${what}: the deploying application lacks GroupMember.Read.All.`);
    return undefined;
  }
}
