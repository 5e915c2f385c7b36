import { createHash } from "node:crypto";
import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import { badRequest } from "../scim/error.ts";
import { parseFilter } from "../scim/filter/parse.ts";
import { resolveFilter } from "../scim/filter/resolve.ts";
import { parseProjection, type Projection } from "../scim/projection.ts";
import type { ResourceKind, ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { countResources, findsOne, type Listing } from "../store/list-resources.ts";
import { sortKey } from "../store/sort-key.ts";
import { readingFor } from "./present.ts";
import { firstSlice, pageBody, SLICE, type Page, type Slice } from "./list-page.ts";
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
  const fingerprint = fingerprintOf(types, query);
  const listing: Listing = {
    types: resolvedTypes(types, request),
    sort: sortKey(types, query.get("sortby"), query.get("sortorder")),
    reading: {
      groups: readingFor(projections.get("U")).groups,
      members: readingFor(projections.get("G")).members,
      display: [...projections.values()].some((projection) => readingFor(projection).display),
    },
    limit: SLICE,
    offset: cursor === undefined ? startIndex - 1 : 0,
    after: cursor ? await service.cursors.read(cursor, principal.tenant, fingerprint) : undefined,
  };
  const page: Page = { count, fingerprint: cursor === undefined ? undefined : fingerprint };
  const rows = findsOne(listing) ? 1 : Math.min(count, SLICE);
  if (rows > 1) await request.place.read(rows);
  const first = await firstSlice(service.database, principal.tenant, listing, page);
  const head = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: await totalOf(service, request, listing, first),
    ...(cursor === undefined ? { startIndex } : {}),
  };
  const body = pageBody(service, request, JSON.stringify(head), page, first, (kind) => projections.get(kind));
  return { status: 200, body: await body };
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

/** A list that ends in its first slice tells the total itself; otherwise it is counted. */
function totalOf(
  service: Service,
  request: ScimRequest,
  listing: Listing,
  { rows, isLast }: Slice,
): number | Promise<number> {
  const isKnown = isLast && listing.after === undefined && (rows.length > 0 || listing.offset === 0);
  if (isKnown) return listing.offset + rows.length;
  return countResources(service.database, request.principal.tenant, listing);
}

/** A whole number of either sign; RFC 7644 section 3.4.2.4 reads negative ones as the least that makes sense. */
function wholeNumber(text: string | undefined, name: string, otherwise: number, isCursor: boolean): number {
  if (text === undefined || text === "") return otherwise;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw badRequest(isCursor ? "invalidCount" : "invalidValue", `"${name}" must be a whole number`);
  }
  return Math.max(0, Number(text));
}

/** What identifies a list that is read by cursor: a change of it in between would skip or repeat resources. */
function fingerprintOf(types: readonly ResourceType[], query: ScimRequest["query"]): string {
  if (!query.has("cursor")) return "";
  const parts = [
    types.map(({ kind }) => kind),
    ...["filter", "sortby", "sortorder"].map((name) => query.get(name)),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
}
