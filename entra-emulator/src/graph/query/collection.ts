import { badRequest } from "../error.ts";
import type { GraphRequest } from "../request.ts";
import { propertyReader, render, type ResourceType } from "../resource.ts";
import { parseFilter } from "./filter.ts";

/** Page sizes: without `$top`, and the most that `$top` may ask for. */
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

interface CollectionOptions<T> {
  /** How one object is shown; default: by `type` with the query's `$select`. */
  readonly show?: (object: T, select: readonly string[] | undefined) => unknown;
  /** `@odata.context` fragment; default: none. */
  readonly context?: string;
}

/**
 * A list as Graph answers it: `$filter`, `$orderby`, `$top`, `$skiptoken`, `$count` and `$select` applied.
 * @throws {ODataError} 400 for a query that Graph does not take.
 */
export function collection<T>(
  request: GraphRequest,
  type: ResourceType<T>,
  objects: Iterable<T>,
  options: CollectionOptions<T> = {},
): Record<string, unknown> {
  const query = request.url.searchParams;
  const select = selected(query);
  const show = options.show ?? ((object: T) => render(type, object, request.version, select));
  const found = sorted(type, filtered(request, type, objects), query.get("$orderby"));

  const top = pageSize(query.get("$top"));
  const from = skipped(query.get("$skiptoken"));
  const page = found.slice(from, from + top);
  const more = from + top < found.length;
  return {
    ...(options.context !== undefined && {
      "@odata.context": `${request.url.origin}/${request.version}/$metadata#${options.context}`,
    }),
    ...(query.get("$count") === "true" && { "@odata.count": found.length }),
    ...(more && { "@odata.nextLink": nextLink(request.url, from + top) }),
    value: page.map((object) => show(object, select)),
  };
}

/** The number of objects that `$filter` leaves, as the text that `/$count` answers. */
export function count<T>(request: GraphRequest, type: ResourceType<T>, objects: Iterable<T>): number {
  if (!request.eventualConsistency) {
    throw badRequest("$count is not currently supported.", "Request_BadRequest");
  }
  return filtered(request, type, objects).length;
}

/** One object, with `$select` applied. */
export function single<T>(
  request: GraphRequest,
  type: ResourceType<T>,
  object: T,
  context?: string,
): Record<string, unknown> {
  return {
    ...(context !== undefined && {
      "@odata.context": `${request.url.origin}/${request.version}/$metadata#${context}/$entity`,
    }),
    ...render(type, object, request.version, selected(request.url.searchParams)),
  };
}

export function selected(query: URLSearchParams): readonly string[] | undefined {
  const select = query.get("$select");
  if (select === null || select === "") return undefined;
  return select.split(",").map((name) => name.trim());
}

function filtered<T>(request: GraphRequest, type: ResourceType<T>, objects: Iterable<T>): T[] {
  const text = request.url.searchParams.get("$filter");
  if (text === null) return [...objects];
  const { advanced, matches } = parseFilter(text, type);
  if (advanced) assertAdvancedQuery(request);
  return [...objects].filter(matches);
}

/** Some operators are answered by directory objects only when asked for in this way. */
function assertAdvancedQuery(request: GraphRequest): void {
  if (request.eventualConsistency && request.url.searchParams.get("$count") === "true") return;
  throw badRequest(
    "Operator is not supported without the header ConsistencyLevel: eventual and $count=true.",
    "Request_UnsupportedQuery",
  );
}

function sorted<T>(type: ResourceType<T>, objects: T[], orderBy: string | null): T[] {
  if (orderBy === null) return objects;
  const [path = "", direction = "asc"] = orderBy.trim().split(/\s+/);
  const read = propertyReader(type, path);
  if (read === undefined) {
    throw badRequest(`Could not find a property named '${path}' on type '${type.name}'.`, "BadRequest");
  }
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  const keyed = objects.map((object) => ({ object, key: sortKey(read(object)) }));
  return keyed
    .toSorted((a, b) => sign * (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ object }) => object);
}

function sortKey(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function pageSize(top: string | null): number {
  if (top === null) return DEFAULT_PAGE;
  const size = Number(top);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw badRequest(
    `Invalid page size specified: '${top}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`,
    "Request_UnsupportedQuery",
  );
}

function skipped(token: string | null): number {
  if (token === null) return 0;
  const from = Number(Buffer.from(token, "base64url").toString());
  if (Number.isInteger(from) && from > 0) return from;
  throw badRequest("The specified page token value is not valid.", "Directory_ExpiredPageToken");
}

function nextLink(url: URL, from: number): string {
  const next = new URL(url);
  next.searchParams.set("$skiptoken", Buffer.from(String(from)).toString("base64url"));
  return next.href;
}
