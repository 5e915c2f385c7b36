import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { listOfUsers, scimUser } from "../support/scim-answers.ts";
import { startWriters } from "./ledger.ts";
import { createGroup, startReplicas } from "./service.ts";

/** Far below the 30 s after which a shutdown is forced; far above what the requests under way need. */
const ENDED_WITHIN_MS = 10_000;

test("a shutdown under load answers all that it does and does nothing that it does not answer", async () => {
  await using stack = new AsyncDisposableStack();
  const { services, clients } = await startReplicas(2, stack);
  const [leaving, , survivor] = [services[0], services[1], clients[1]];
  const [client] = clients;
  expect.assert(leaving && client && survivor);
  const groupId = await createGroup(client, "Written until the end");

  const writers = startWriters([client], groupId);
  await vi.waitFor(() => expect(writers.ledger.acknowledged).toBeGreaterThan(300), { timeout: 60_000 });
  // The writers never pause, so a shutdown that waits for idle connections would not end before its own limit.
  const asked = performance.now();
  expect(await leaving.end("SIGTERM")).toBe(0);
  expect(performance.now() - asked).toBeLessThan(ENDED_WITHIN_MS);
  await writers.stop();

  expect(await writers.ledger.lost(survivor, groupId)).toEqual([]);
  expect(writers.ledger.unexpected).toEqual([]);
  expect(writers.ledger.unavailable).toBe(0);
  const { totalResults } = listOfUsers.parse((await survivor.request("GET", "/Users?count=0")).body);
  expect(totalResults).toBe(writers.ledger.entries.length);
});

test("a request whose body is still on its way at the shutdown is answered", async () => {
  await using stack = new AsyncDisposableStack();
  const { services, token } = await startReplicas(1, stack);
  const [service] = services;
  expect.assert(service);
  const body = JSON.stringify(entraUser(1));
  const slow = request(`${service.scimUrl}/Users`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/scim+json",
      "content-length": Buffer.byteLength(body),
      // The server's "continue" tells that it has taken the request on.
      expect: "100-continue",
    },
  });
  const answered = once(slow, "response") as Promise<[IncomingMessage]>;
  slow.flushHeaders();
  await once(slow, "continue");
  slow.write(body.slice(0, 20));

  const ended = service.end("SIGTERM");
  await vi.waitFor(() => expect(fetch(`${service.origin}/healthz`)).rejects.toThrow("fetch failed"));
  slow.end(body.slice(20));
  const [response] = await answered;
  expect(response.statusCode).toBe(201);
  expect(scimUser.parse(await json(response)).userName).toBe("user.1@example.com");
  expect(await ended).toBe(0);
});
