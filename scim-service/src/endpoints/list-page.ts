import { Readable } from "node:stream";
import type { ScimRequest } from "../http/exchange.ts";
import type { Projection } from "../scim/projection.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import type { Database } from "../store/database.ts";
import { listResources, type ListedRow, type Listing } from "../store/list-resources.ts";
import { isWhole, resourceList, wholeText } from "./resource-body.ts";

/** Rows of a page that are held at a time. */
export const SLICE = 100;

/** Longest page that is put together before it is sent, in characters of its resources. */
const MAX_TEXT = 262_144;

/** What a client asked for of a list. */
export interface Page {
  /** How many resources it has at most. */
  readonly count: number;
  /** What its cursors continue; undefined for a page by index. */
  readonly fingerprint: string | undefined;
}

/** Some rows of a list, one after the other. */
export interface Slice {
  readonly rows: readonly ListedRow[];
  /** Whether the list ends with them. */
  readonly isLast: boolean;
  /** What to list for the rows behind them. */
  readonly next: Listing;
}

/** Reads the first rows of a page. */
export async function firstSlice(
  database: Database,
  tenant: number,
  listing: Listing,
  page: Page,
): Promise<Slice> {
  if (page.count === 0) return { rows: [], isLast: false, next: listing };
  return readSlice(database, tenant, { ...listing, limit: limitOf(page, 0) });
}

/** How many rows to read next: at the end one more than the page has, where a cursor must tell whether another follows. */
function limitOf({ count, fingerprint }: Page, written: number): number {
  const left = count - written;
  return left > SLICE ? SLICE : left + (fingerprint === undefined ? 0 : 1);
}

async function readSlice(database: Database, tenant: number, listing: Listing): Promise<Slice> {
  const rows = await listResources(database, tenant, listing);
  const last = rows.at(-1);
  return {
    rows,
    isLast: rows.length < listing.limit,
    next: { ...listing, offset: 0, after: last && placeOf(last, listing) },
  };
}

/** The keys of a row, which say where a list goes on behind it. */
function placeOf(row: ListedRow, { sort }: Listing): readonly (string | null)[] {
  return sort ? [row.key, row.id] : [row.id];
}

/**
 * The ListResponse as JSON text; a stream where the page is long or more than its first slice, or a group has more
 * members than came with it.
 *
 * @param head its members that are known before the resources, as a JSON object.
 */
export async function pageBody(
  service: Service,
  request: ScimRequest,
  head: string,
  page: Page,
  first: Slice,
  projection: (kind: ResourceKind) => Projection | undefined,
): Promise<string | Readable> {
  const open = `${head.slice(0, -1)},"Resources":[`;
  const part = partOf(page, first, 0);
  const characters = part.rows.reduce((sum, row) => sum + row.document.length, 0);
  if (part.isEnd && characters <= MAX_TEXT && part.rows.every(isWhole)) {
    const items = part.rows.map((row) => wholeText(service, row, request.base, projection(row.kind)));
    return `${open}${items.join(",")}${await tail(service, request, page, part)}`;
  }
  return Readable.from(pieces(service, request, open, page, first, projection), { objectMode: false });
}

/** What a slice adds to a page. */
interface Part {
  readonly rows: readonly ListedRow[];
  /** How many rows the page has with them. */
  readonly written: number;
  /** Whether nothing more need be read. */
  readonly isEnd: boolean;
  /** Where another page begins; undefined where there is none, or none was asked for. */
  readonly next: readonly (string | null)[] | undefined;
}

function partOf({ count, fingerprint }: Page, { rows, isLast, next }: Slice, before: number): Part {
  const shown = rows.slice(0, count - before);
  const written = before + shown.length;
  const isMore = shown.length < rows.length;
  const last = shown.at(-1);
  return {
    rows: shown,
    written,
    isEnd: isLast || written === count,
    next: fingerprint !== undefined && isMore && last ? placeOf(last, next) : undefined,
  };
}

async function* pieces(
  service: Service,
  request: ScimRequest,
  open: string,
  page: Page,
  first: Slice,
  projection: (kind: ResourceKind) => Projection | undefined,
): AsyncGenerator<string> {
  const { tenant } = request.principal;
  yield open;
  let slice = first;
  let part = partOf(page, slice, 0);
  for (;;) {
    yield* resourceList(service, tenant, part.rows, request.base, (row) => projection(row.kind));
    if (part.isEnd) break;
    slice = await readSlice(service.database, tenant, { ...slice.next, limit: limitOf(page, part.written) });
    part = partOf(page, slice, part.written);
    if (part.rows.length > 0) yield ",";
  }
  yield tail(service, request, page, part);
}

/** The end of a ListResponse: what is known when the last resource is written. */
async function tail(
  { cursors }: Service,
  { principal }: ScimRequest,
  { fingerprint = "" }: Page,
  { written, next }: Part,
): Promise<string> {
  const nextCursor = next && (await cursors.make(principal.tenant, { fingerprint, last: next }));
  return `],${JSON.stringify({ itemsPerPage: written, nextCursor }).slice(1)}`;
}
