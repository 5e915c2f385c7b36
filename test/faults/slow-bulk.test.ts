import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { execute } from "../support/database.ts";
import { entraUser } from "../support/entra-requests.ts";
import type { ScimClient } from "../support/scim-client.ts";
import type { ServiceProcess } from "../support/scim-service.ts";
import { startReplicas, type Replicas } from "./service.ts";

// A database so slow that the largest Bulk would take 200 s.
const SECONDS_A_USER = 0.2;
const OPERATIONS = 1_000;

const stack = new AsyncDisposableStack();
let replicas: Replicas;
let service: ServiceProcess;
let client: ScimClient;

beforeAll(async () => {
  replicas = await startReplicas(1, stack);
  const [first, firstClient] = [replicas.services[0], replicas.clients[0]];
  expect.assert(first && firstClient);
  [service, client] = [first, firstClient];
  await execute(
    replicas.databaseUrl,
    `create function slow() returns trigger language plpgsql as
       $$ begin perform pg_sleep(${SECONDS_A_USER}); return new; end $$;
     create trigger slow before insert on scim.resources for each row execute function slow()`,
  );
});
afterAll(() => stack.disposeAsync());

function bulkOf(prefix: string): object {
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    Operations: Array.from({ length: OPERATIONS }, (_, n) => ({
      method: "POST",
      path: "/Users",
      bulkId: `${n}`,
      data: { ...entraUser(n), userName: `${prefix}${n}` },
    })),
  };
}

const listed = z.object({ totalResults: z.number() });

async function count(prefix: string): Promise<number> {
  const { body } = await client.request("GET", `/Users?count=0&filter=userName+sw+%22${prefix}%22`);
  return listed.parse(body).totalResults;
}

const bulkResponse = z.object({
  Operations: z.array(
    z.object({
      status: z.string(),
      bulkId: z.string(),
      response: z.object({ detail: z.string() }).optional(),
    }),
  ),
});

test("the largest Bulk is answered in time: what was done, and a 503 for each operation that was not", async () => {
  const { status, body } = await client.request("POST", "/Bulk", bulkOf("slow"));
  expect(status).toBe(200);
  const { Operations: results } = bulkResponse.parse(body);
  expect(results.map(({ bulkId }) => bulkId)).toEqual(Array.from({ length: OPERATIONS }, (_, n) => `${n}`));
  const made = results.findIndex((result) => result.status !== "201");
  expect(made).toBeGreaterThan(0);
  const [current, ...rest] = results.slice(made);
  expect(current).toMatchObject({
    status: "503",
    response: { detail: expect.stringContaining("read the resource") },
  });
  for (const result of rest) {
    expect(result).toMatchObject({
      status: "503",
      response: { detail: expect.stringContaining("send it again") },
    });
  }
  // The operation that was under way ends by itself, and none follows it.
  await vi.waitFor(async () => expect(await count("slow")).toBe(made + 1), { timeout: 10_000 });
  expect((await client.request("POST", "/Users", entraUser(1))).status).toBe(201);
  expect(await count("slow")).toBe(made + 1);
});

test("a Bulk whose client has gone goes no further", async () => {
  const sending = httpRequest(`${service.scimUrl}/Bulk`, {
    method: "POST",
    headers: { authorization: `Bearer ${replicas.token}`, "content-type": "application/scim+json" },
  });
  sending.on("error", () => {});
  sending.end(JSON.stringify(bulkOf("gone")));
  await vi.waitFor(async () => expect(await count("gone")).toBeGreaterThan(2), { timeout: 20_000 });
  sending.destroy();
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${service.origin}/metrics`)).text();
    expect(metrics).toContain('scim_requests_total{operation="bulk",status="499"}');
  });
  const made = await count("gone");
  // As many more as would fit into this time, had it gone on.
  for (let n = 10; n < 20; n += 1) {
    expect((await client.request("POST", "/Users", entraUser(n))).status).toBe(201);
  }
  expect(await count("gone")).toBeLessThanOrEqual(made + 1);
});
