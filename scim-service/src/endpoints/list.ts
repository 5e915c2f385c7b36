import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Endpoint, Reply, ScimRequest } from "../http/exchange.ts";
import { badRequest } from "../scim/error.ts";
import { parseFilter } from "../scim/filter/parse.ts";
import { resolveFilter } from "../scim/filter/resolve.ts";
import { parseProjection, type Projection } from "../scim/projection.ts";
import type { ResourceKind, ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { countResources, listResources, type ListedRow, type Listing } from "../store/list-resources.ts";
import { sortKey } from "../store/sort-key.ts";
import { wants } from "../scim/projection.ts";
import { isWhole, resourceList, wholeText } from "./resource-body.ts";
import { searchQuery } from "./search-request.ts";

/** Resources on a page when the client does not say how many, and at most. */
export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1_000;

/** GET of a list (RFC 7644 section 3.4.2), by index or, with `cursor`, as RFC 9865 says. */
export function listEndpoint(service: Service, types: readonly ResourceType[]): Endpoint {
  return (request) => list(service, types, request);
}

/** POST /.search: the same with the parameters in the body (RFC 7644 section 3.4.3). */
export function searchEndpoint(service: Service, types: readonly ResourceType[]): Endpoint {
  return (request) => list(service, types, { ...request, query: searchQuery(request.body) });
}

async function list(service: Service, types: readonly ResourceType[], request: ScimRequest): Promise<Reply> {
  const { query, principal } = request;
  const projections = new Map<ResourceKind, Projection | undefined>(
    types.map((type) => [type.kind, parseProjection(query, type)]),
  );
  const cursor = query.get("cursor");
  const count = Math.min(
    wholeNumber(query.get("count"), "count", DEFAULT_COUNT, cursor !== undefined),
    MAX_COUNT,
  );
  const startIndex = Math.max(1, wholeNumber(query.get("startindex"), "startIndex", 1, false));
  const walk = walkOf(types, query);
  const listing: Listing = {
    types: resolvedTypes(types, request),
    sort: sortOf(types, query),
    reading: {
      groups: wants(projections.get("U"), "groups"),
      members: wants(projections.get("G"), "members"),
    },
    // One more than the page tells whether another one follows.
    limit: cursor === undefined ? count : count + 1,
    offset: cursor === undefined ? startIndex - 1 : 0,
    after: cursor ? await service.cursors.read(cursor, principal.tenant, walk) : undefined,
  };
  const rows = count === 0 ? [] : await listResources(service.database, principal.tenant, listing);
  const page = rows.slice(0, count);
  const total = await totalOf(service, request, listing, rows, count);
  const head: Record<string, unknown> = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: total,
    ...(cursor === undefined ? { startIndex } : {}),
    itemsPerPage: page.length,
  };
  if (cursor !== undefined && rows.length > count) {
    head["nextCursor"] = await nextCursor(service, request, walk, listing, page.at(-1));
  }
  const projection = (kind: ResourceKind) => projections.get(kind);
  return { status: 200, body: listBody(service, request, JSON.stringify(head), page, projection) };
}

function resolvedTypes(types: readonly ResourceType[], { query, dialect }: ScimRequest): Listing["types"] {
  const text = query.get("filter");
  const filter = text === undefined ? undefined : parseFilter(text);
  const unknown = types.length > 1 ? "never" : "error";
  return types.map((type) => ({
    kind: type.kind,
    filter: filter && resolveFilter(filter, type, dialect, unknown),
  }));
}

function sortOf(types: readonly ResourceType[], query: ScimRequest["query"]): Listing["sort"] {
  const [type, ...others] = types;
  const sortBy = query.get("sortby");
  if (!type || sortBy === undefined) return undefined;
  if (others.length > 0)
    throw badRequest("invalidPath", "Search one resource type to have the result sorted");
  return sortKey(type, sortBy, query.get("sortorder"));
}

/** The page tells the total itself where it is the last one; otherwise it is counted. */
function totalOf(
  service: Service,
  request: ScimRequest,
  listing: Listing,
  rows: readonly ListedRow[],
  count: number,
): number | Promise<number> {
  const isLast = rows.length > 0 || listing.offset === 0 ? rows.length < listing.limit && count > 0 : false;
  if (isLast && listing.after === undefined) return listing.offset + rows.length;
  return countResources(service.database, request.principal.tenant, listing);
}

function nextCursor(
  service: Service,
  { principal }: ScimRequest,
  walk: string,
  { sort }: Listing,
  last: ListedRow | undefined,
): Promise<string> | undefined {
  if (!last) return undefined;
  return service.cursors.make(principal.tenant, { walk, last: sort ? [last.key, last.id] : [last.id] });
}

function listBody(
  service: Service,
  { principal, base }: ScimRequest,
  head: string,
  page: readonly ListedRow[],
  projection: (kind: ResourceKind) => Projection | undefined,
): string | Readable {
  const open = `${head.slice(0, -1)},"Resources":[`;
  if (page.every(isWhole)) {
    const items = page.map((row) => wholeText(service, row, base, projection(row.kind)));
    return `${open}${items.join(",")}]}`;
  }
  const chunks = async function* () {
    yield open;
    yield* resourceList(service, principal.tenant, page, base, (row) => projection(row.kind));
    yield "]}";
  };
  return Readable.from(chunks(), { objectMode: false });
}

/** A whole number of either sign; RFC 7644 section 3.4.2.4 reads negative ones as the least that makes sense. */
function wholeNumber(text: string | undefined, name: string, otherwise: number, isCursor: boolean): number {
  if (text === undefined || text === "") return otherwise;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw badRequest(isCursor ? "invalidCount" : "invalidValue", `"${name}" must be a whole number`);
  }
  return Math.max(0, Number(text));
}

/** What identifies a walk by cursor: changing any of it in between would skip or repeat resources. */
function walkOf(types: readonly ResourceType[], query: ScimRequest["query"]): string {
  if (!query.has("cursor")) return "";
  const parts = [
    types.map(({ kind }) => kind),
    ...["filter", "sortby", "sortorder"].map((name) => query.get(name)),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
}
