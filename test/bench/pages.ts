import { z } from "zod";
import { BenchError } from "./error.ts";
import { expectAnswer } from "./load.ts";
import type { Program } from "./programs.ts";

/** A walk through all users by cursor (RFC 9865), page by page. */
export interface PageWalk {
  readonly users: number;
  /** Users a page. */
  readonly size: number;
  readonly pages: number;
  readonly seconds: number;
  /** Users a second in the first tenth of the pages and in the last. */
  readonly first: number;
  readonly last: number;
}

const page = z.object({
  nextCursor: z.string().optional(),
  Resources: z.array(z.object({ id: z.string() })).default([]),
});

const LARGEST = 1_000;
const LEAST_PAGES = 20;
/** Times that the first page is asked for before. */
const WARM_UPS = 5;

/** @throws {BenchError} when the walk does not show every user once. */
export async function walkPages(service: Program, users: number, signal: AbortSignal): Promise<PageWalk> {
  const size = Math.max(1, Math.min(LARGEST, Math.floor(users / LEAST_PAGES)));
  const ask = (cursor: string) =>
    expectAnswer(service.generator, {
      method: "GET",
      path: `/scim/v2/Users?cursor=${encodeURIComponent(cursor)}&count=${size}`,
      expected: [200],
    });
  for (let time = 0; time < WARM_UPS; time++) await ask("");
  const pages: { users: number; seconds: number }[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined = ""; cursor !== undefined;) {
    signal.throwIfAborted();
    const started = performance.now();
    const body: string = await ask(cursor);
    const seconds = (performance.now() - started) / 1_000;
    const { Resources, nextCursor } = page.parse(JSON.parse(body));
    for (const { id } of Resources) {
      if (seen.has(id)) throw new BenchError(`The walk by cursor shows ${id} twice.`);
      seen.add(id);
    }
    pages.push({ users: Resources.length, seconds });
    cursor = nextCursor;
  }
  if (seen.size < users) throw new BenchError(`The walk by cursor shows ${seen.size} of ${users} users.`);
  const tenth = Math.max(1, Math.floor(pages.length / 10));
  return {
    users,
    size,
    pages: pages.length,
    seconds: pages.reduce((sum, each) => sum + each.seconds, 0),
    first: rate(pages.slice(0, tenth)),
    last: rate(pages.slice(-tenth)),
  };
}

function rate(pages: readonly { readonly users: number; readonly seconds: number }[]): number {
  const sum = (of: "users" | "seconds") => pages.reduce((total, page) => total + page[of], 0);
  return sum("users") / sum("seconds");
}
