import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { scimUser } from "../support/scim-answers.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, type ServiceProcess } from "../support/scim-service.ts";
import { startReplicas } from "./service.ts";

// Requests of a few kilobytes whose parts multiply: operations × terms of their filters × values of the resource.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/** As large as a PATCH may be in its product: 4 × 255 × 450 comparisons. */
const LARGEST = patchOf(4);
/** 74 kB, which held the service for seconds. */
const TOO_LARGE = patchOf(16);

const stack = new AsyncDisposableStack();
let service: ServiceProcess;
let client: ScimClient;
let other: ScimClient;
let userId: string;

beforeAll(async () => {
  const { services, clients } = await startReplicas(1, stack);
  expect.assert(services[0] && clients[0]);
  [service, client] = [services[0], clients[0]];
  other = new ScimClient(service.scimUrl, (await issueToken(service, "another")).token);
  const emails = Array.from({ length: 450 }, (_, n) => ({ value: `e${n}@example.com`, type: "work" }));
  const created = await client.request("POST", "/Users", { schemas: [USER], userName: "victim", emails });
  userId = scimUser.parse(created.body).id;
});
afterAll(() => stack.disposeAsync());

function patchOf(operations: number): object {
  const terms = Array.from({ length: 255 }, () => 'value eq "z"').join(" or ");
  const operation = { op: "remove", path: `emails[${terms}]` };
  return { schemas: [PATCH_OP], Operations: Array.from({ length: operations }, () => operation) };
}

/** The longest that the event loop was kept from going round since the last call, by the service's own clock. */
async function longestDelay(): Promise<string> {
  const metrics = await (await fetch(`${service.origin}/metrics`)).text();
  const seconds = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1]);
  return `${Math.round(seconds * 1_000)} ms`;
}

test("one PATCH that multiplies is refused, and the largest that is not is done", async () => {
  await longestDelay();
  const refused = await client.request("PATCH", `/Users/${userId}`, TOO_LARGE);
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ scimType: "tooMany" });
  console.log(`the event loop was held for ${await longestDelay()} by the one that is refused`);
  expect((await client.request("PATCH", `/Users/${userId}`, LARGEST)).status).toBe(200);
  console.log(`and for ${await longestDelay()} by the one that is done`);
});

test("many at once take turns, in which another tenant is served", async () => {
  let running = 40;
  const hostile = Array.from({ length: running }, async () => {
    const { status } = await client.request("PATCH", `/Users/${userId}`, LARGEST);
    running -= 1;
    return status;
  });
  const runningAt: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const user = { schemas: [USER], userName: `served${n}`, title: "in between" };
    const { status, body } = await other.request("POST", "/Users", user);
    expect(status).toBe(201);
    const operations = [{ op: "replace", path: "name.givenName", value: "Ada" }];
    const patch = { schemas: [PATCH_OP], Operations: operations };
    expect((await other.request("PATCH", `/Users/${scimUser.parse(body).id}`, patch)).status).toBe(200);
    runningAt.push(running);
  }
  expect(runningAt[0]).toBeGreaterThan(0);
  expect(new Set(await Promise.all(hostile))).toEqual(new Set([200]));
  console.log(
    `of 40 such PATCHes ${runningAt.join(", ")} were still at work, and the event loop was held for`,
  );
  console.log(`${await longestDelay()} at most`);
});

test("the operations of a Bulk share what one request may cost", async () => {
  const operations = Array.from({ length: 100 }, () => ({
    method: "PATCH",
    path: `/Users/${userId}`,
    data: patchOf(1),
  }));
  const { status, body } = await client.request("POST", "/Bulk", { schemas: [BULK], Operations: operations });
  expect(status).toBe(200);
  const results = z
    .object({ Operations: z.array(z.object({ status: z.string() })) })
    .parse(body)
    .Operations.map((result) => result.status);
  const refused = results.indexOf("400");
  expect(refused).toBeGreaterThan(0);
  expect(new Set(results.slice(0, refused))).toEqual(new Set(["200"]));
  expect(new Set(results.slice(refused))).toEqual(new Set(["400"]));
});
