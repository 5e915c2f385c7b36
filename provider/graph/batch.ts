import { z } from "zod";
import type { Context } from "../context.ts";
import { ProviderError } from "../runtime/error.ts";
import type { GuideStep } from "../guide.ts";
import { GraphError } from "./error.ts";

/** Graph's limit of requests in one batch. */
const BATCH_SIZE = 20;
/** Batches on their way at once; more only makes Graph throttle. */
const PARALLEL = 4;
const MAX_ROUNDS = 6;

export interface BatchedGet {
  /** Without its version, e.g. `/groups?$top=1`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leave the rest of a long list. @default false */
  readonly firstPageOnly?: boolean;
}

const batchReply = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown(),
    }),
  ),
});

type Reply = z.output<typeof batchReply>["responses"][number];

/**
 * The lists that many GETs of Graph v1.0 answer, in the order of the requests, by `$batch`.
 *
 * @throws {GraphError} for the first that Graph refuses.
 */
export async function batchLists<Item extends z.ZodType>(
  requests: readonly BatchedGet[],
  item: Item,
  step: GuideStep,
  context: Context,
): Promise<z.output<Item>[][]> {
  const page = z.object({ value: z.array(item), "@odata.nextLink": z.url().optional() });
  const chunks = chunk([...requests.entries()], BATCH_SIZE);
  const results = requests.map((): z.output<Item>[] => []);
  async function worker(): Promise<void> {
    for (let next = chunks.shift(); next !== undefined; next = chunks.shift()) {
      for (const [index, reply] of await sendBatch(next, step, context)) {
        const request = requests[index];
        const first = parsePage(page, reply.body, request?.path ?? "");
        const next = request?.firstPageOnly === true ? undefined : first["@odata.nextLink"];
        const rest = await followingPages(page, next, step, context);
        results[index] = [...first.value, ...rest];
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, chunks.length) }, worker));
  return results;
}

/** One batch, repeated until each of its requests has its final answer. */
async function sendBatch(
  requests: readonly (readonly [number, BatchedGet])[],
  step: GuideStep,
  context: Context,
): Promise<Map<number, Reply>> {
  const answered = new Map<number, Reply>();
  for (let round = 1; ; round += 1) {
    const open = requests.filter(([index]) => !answered.has(index));
    const body = {
      requests: open.map(([index, { path, headers }]) => {
        return { id: String(index), method: "GET", url: path, headers: headers ?? {} };
      }),
    };
    const call = { method: "POST", path: "/v1.0/$batch", body, step } as const;
    const { responses } = await context.graph.request(call, batchReply, context);
    const later = responses.filter(({ status }) => status === 429 || status >= 500);
    for (const reply of responses) {
      if (reply.status < 300) answered.set(Number(reply.id), reply);
      else if (!later.includes(reply) || round === MAX_ROUNDS) throw refused(reply, requests, step);
    }
    if (later.length === 0) return answered;
    const wait = Math.max(...later.map(({ headers }) => Number(headers?.["Retry-After"] ?? 2 ** round)));
    context.log.progress(`Microsoft Graph throttles; trying again in ${wait} s`);
    await context.http.timing.sleep(wait * 1000, context.signal);
  }
}

function refused(
  reply: Reply,
  requests: readonly (readonly [number, BatchedGet])[],
  step: GuideStep,
): GraphError {
  const request = requests.find(([index]) => String(index) === reply.id)?.[1].path ?? "";
  const text = JSON.stringify(reply.body ?? {});
  return new GraphError(
    step,
    `GET ${request}`,
    { status: reply.status, headers: new Headers(), text },
    "in a batch",
  );
}

async function followingPages<Page extends { value: unknown[]; "@odata.nextLink"?: string | undefined }>(
  page: z.ZodType<Page>,
  link: string | undefined,
  step: GuideStep,
  context: Context,
): Promise<Page["value"]> {
  const items: Page["value"] = [];
  for (let next = link; next !== undefined;) {
    const { pathname, search } = new URL(next);
    const headers = { ConsistencyLevel: "eventual" };
    const call = { method: "GET", path: `${pathname}${search}`, headers, step } as const;
    const following: Page = await context.graph.request(call, page, context);
    items.push(...following.value);
    next = following["@odata.nextLink"];
  }
  return items;
}

function parsePage<Page>(page: z.ZodType<Page>, body: unknown, path: string): Page {
  const result = page.safeParse(body);
  if (result.success) return result.data;
  throw new ProviderError(`Microsoft Graph answered GET ${path} in a form that this provider does not know.`);
}

export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** A string literal in OData's syntax, quotes included. */
export function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
