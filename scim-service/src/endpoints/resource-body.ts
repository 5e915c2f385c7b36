import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { Projection } from "../scim/projection.ts";
import type { Service } from "../service.ts";
import { readMembers } from "../store/read-resource.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { inlineMembers, memberWriter, readingFor, resourceHead } from "./present.ts";

/** Characters of resources that are written before other requests have their turn: a few milliseconds. */
const TURN = 262_144;
/** Members of a large group that are held at a time. */
const PAGE = 1_000;

/** One resource as JSON text, or as a stream when its members did not all come with it. */
export function resourceBody(
  service: Service,
  tenant: number,
  row: ResourceRow,
  base: string,
  projection: Projection | undefined,
): string | Readable {
  return isWhole(row)
    ? wholeText(service, row, base, projection)
    : Readable.from(resourceChunks(service, tenant, row, base, projection), { objectMode: false });
}

/** Several resources as items of an array: text pieces, each group's members read only when its turn comes. */
export async function* resourceList(
  service: Service,
  tenant: number,
  rows: readonly ResourceRow[],
  base: string,
  projection: (row: ResourceRow) => Projection | undefined,
): AsyncGenerator<string> {
  let separator = "";
  let characters = 0;
  for (const row of rows) {
    characters += row.document.length;
    if (characters > TURN) {
      characters = 0;
      await setImmediate();
    }
    if (separator !== "") yield separator;
    separator = ",";
    if (isWhole(row)) yield wholeText(service, row, base, projection(row));
    else yield* resourceChunks(service, tenant, row, base, projection(row));
  }
}

/** Whether all members came with the row. */
export function isWhole(row: ResourceRow): boolean {
  return row.members === null || inlineMembers(row).complete;
}

/** A resource whose members, if any, all came with it. */
export function wholeText(
  service: Service,
  row: ResourceRow,
  base: string,
  projection: Projection | undefined,
): string {
  const head = resourceHead(row, service.catalog, base, projection);
  const { members } = inlineMembers(row);
  if (members.length === 0) return `${head}}`;
  const write = memberWriter(base, projection);
  return `${head},"members":[${members.map(write).join(",")}]}`;
}

async function* resourceChunks(
  service: Service,
  tenant: number,
  row: ResourceRow,
  base: string,
  projection: Projection | undefined,
): AsyncGenerator<string> {
  const write = memberWriter(base, projection);
  const { display = false } = readingFor(projection);
  yield `${resourceHead(row, service.catalog, base, projection)},"members":[`;
  let page = inlineMembers(row).members;
  let separator = "";
  for (;;) {
    yield separator + page.map(write).join(",");
    separator = ",";
    const last = page.at(-1);
    if (!last) break;
    page = await readMembers(service.database, tenant, row.id, { after: last[0], limit: PAGE, display });
    if (page.length === 0) break;
  }
  yield "]}";
}
