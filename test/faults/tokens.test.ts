import { expect, test, vi } from "vitest";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, revokeToken } from "../support/scim-service.ts";
import { startReplicas, TENANT } from "./service.ts";

/** A second is what the service promises; the rest is for a busy machine. */
const REFUSED_WITHIN_MS = 2_000;

test("a token that one replica revoked is refused by every replica within a second, in use or not", async () => {
  await using stack = new AsyncDisposableStack();
  const { services, clients } = await startReplicas(3, stack);
  const [first] = services;
  expect.assert(first);
  const { id, token } = await issueToken(first, TENANT);
  const doomed = services.map((service) => new ScimClient(service.scimUrl, token));
  for (const client of doomed) expect((await client.request("GET", "/Users?count=0")).status).toBe(200);

  await revokeToken(first, TENANT, id);
  await Promise.all(
    doomed.map((client) =>
      vi.waitFor(async () => expect((await client.request("GET", "/Users?count=0")).status).toBe(401), {
        timeout: REFUSED_WITHIN_MS,
        interval: 20,
      }),
    ),
  );
  for (const client of clients) expect((await client.request("GET", "/Users?count=0")).status).toBe(200);
});
