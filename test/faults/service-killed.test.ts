import { expect, test, vi } from "vitest";
import { ScimClient } from "../support/scim-client.ts";
import { startScimService } from "../support/scim-service.ts";
import { startWriters } from "./ledger.ts";
import { createGroup, startReplicas } from "./service.ts";

const KILLS = 3;
const ACKNOWLEDGED_BEFORE_EACH = 300;

test("no acknowledged write is lost when the service is killed under load", async () => {
  await using stack = new AsyncDisposableStack();
  const { services, clients, databaseUrl, adminKey, token } = await startReplicas(1, stack);
  const [first, client] = [services[0], clients[0]];
  expect.assert(first && client);
  const groupId = await createGroup(client, "Written while the service dies");

  let service = first;
  for (let kill = 0; kill < KILLS; kill++) {
    const writers = startWriters([new ScimClient(service.scimUrl, token)], groupId);
    await vi.waitFor(() => expect(writers.ledger.acknowledged).toBeGreaterThan(ACKNOWLEDGED_BEFORE_EACH), {
      timeout: 60_000,
    });
    expect(await service.end("SIGKILL")).toBe("SIGKILL");
    await writers.stop();

    service = await startScimService({ databaseUrl, adminKey });
    stack.defer(async () => void (await service.end("SIGKILL")));
    expect(await writers.ledger.lost(new ScimClient(service.scimUrl, token), groupId)).toEqual([]);
    expect(writers.ledger.unexpected).toEqual([]);
    expect(writers.ledger.broken).toBeGreaterThan(0);
  }
});
