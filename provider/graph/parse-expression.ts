import { z } from "zod";
import type { Context } from "../context.ts";
import { GUIDE } from "../guide.ts";
import { jobPath, type JobReference } from "../identifiers.ts";

const mappingSource = z.looseObject({
  expression: z.string().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  get parameters() {
    return z.array(z.object({ key: z.string(), value: mappingSource })).nullish();
  },
});

const reply = z.object({
  parsingSucceeded: z.boolean(),
  /** The expression as `attributeMappingSource`, in the form in which a schema holds it. */
  parsedExpression: mappingSource.nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** Has Graph parse a mapping expression; it is not evaluated for any user. */
export function parseGraphExpression(
  job: JobReference,
  expression: string,
  context: Context,
): Promise<z.output<typeof reply>> {
  const path = `${jobPath(job)}/schema/parseExpression`;
  const body = { expression };
  return context.graph.request({ method: "POST", path, body, step: GUIDE.editMappings }, reply, context);
}
