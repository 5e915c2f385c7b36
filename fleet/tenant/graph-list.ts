import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import type { GraphCall } from "../../provider/graph/client.ts";
import { GUIDE } from "../../provider/guide.ts";

/** Everything of a list of Graph, page by page. */
export async function listAll<Item>(path: string, item: z.ZodType<Item>, context: Context): Promise<Item[]> {
  const page = z.object({ value: z.array(item), "@odata.nextLink": z.url().optional() });
  const found: Item[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const call: GraphCall = { method: "GET", path: next, step: GUIDE.assign };
    const answer: z.output<typeof page> = await context.graph.request(call, page, context);
    found.push(...answer.value);
    const link = answer["@odata.nextLink"];
    next = link === undefined ? undefined : `${new URL(link).pathname}${new URL(link).search}`;
  }
  return found;
}
