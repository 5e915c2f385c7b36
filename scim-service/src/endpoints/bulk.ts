import type { Endpoint } from "../http/exchange.ts";
import type { Service } from "../service.ts";
import type { BulkTargets } from "./bulk-job.ts";
import { parseBulk } from "./bulk-request.ts";
import { BulkRun } from "./bulk-run.ts";

/**
 * Longest time for the operations of one request, in milliseconds: a client hears of it before its connection ends for
 * silence, and before a shutdown ends it.
 */
const MAX_TIME = 18_000;

/**
 * POST /Bulk (RFC 7644 section 3.7). Each operation is atomic by itself. An operation runs after those that it refers to
 * by bulkId; where references form a circle, a resource is made without the members or the manager that do not exist yet
 * and gets them as soon as they do. When the time is up, the rest fails with 503.
 */
export function bulkEndpoint(service: Service, targets: BulkTargets): Endpoint {
  return async (request) => {
    const run = new BulkRun(service, targets, request, parseBulk(request.body, request.dialect));
    if (request.record) request.record.operations = () => run.recorded();
    await run.within(MAX_TIME);
    const body = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
      Operations: run.results(),
    };
    return { status: 200, body: JSON.stringify(body) };
  };
}
