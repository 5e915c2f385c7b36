import { expect, test } from "vitest";
import { tenantRequest } from "../../test/tenant-request.ts";
import { RequestBatch } from "./request-batch.ts";
import type { TenantRequest } from "./requests.ts";

const request = tenantRequest({ at: "2026-11-28T01:59:59.999Z" });

function batchOf(requests: readonly TenantRequest[]): RequestBatch {
  const batch = new RequestBatch();
  for (const each of requests) batch.add(each);
  return batch;
}

const read = (batch: RequestBatch): unknown => JSON.parse(batch.json.toString());

test("requests wait as JSON, however long they are and whatever characters they have", () => {
  const requests = Array.from({ length: 200 }, (_, index) => ({
    ...request,
    path: `/Users?filter=${'ü𝄞\\"'.repeat(index * 5)}`,
  }));
  expect(read(batchOf(requests))).toEqual(requests);
});

test("a batch without requests is an empty list", () => {
  expect(read(new RequestBatch())).toEqual([]);
});

test("requests are counted by tenant, hour, refusal and leniency", () => {
  const batch = batchOf([
    request,
    { ...request, status: 404, rules: ["opCase"] },
    { ...request, at: "2026-11-28T02:00:00.000Z", rules: ["opCase"] },
    { ...request, tenant: 2, memberIds: ["a", "b"] },
  ]);
  const [one, two] = ["2026-11-28T01:00Z", "2026-11-28T02:00Z"];
  expect(batch.counts).toEqual([
    { tenant: 1, hour: one, name: "requests", count: 2 },
    { tenant: 1, hour: one, name: "refused", count: 1 },
    { tenant: 1, hour: one, name: "rule:opCase", count: 1 },
    { tenant: 1, hour: two, name: "requests", count: 1 },
    { tenant: 1, hour: two, name: "rule:opCase", count: 1 },
    { tenant: 2, hour: one, name: "requests", count: 1 },
  ]);
  expect([batch.requests, batch.members]).toEqual([4, 2]);
});

test("a batch that is cleared takes other requests", () => {
  const batch = batchOf([request, request]);
  batch.clear();
  batch.add({ ...request, requestId: "next" });
  expect(read(batch)).toEqual([{ ...request, requestId: "next" }]);
  expect(batch.counts).toHaveLength(1);
});
