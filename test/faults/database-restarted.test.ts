import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { startPostgres, type PostgresServer } from "../../local/postgres/server.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, startScimService } from "../support/scim-service.ts";
import { startWriters } from "./ledger.ts";
import { createGroup, TENANT } from "./service.ts";

/** How PostgreSQL goes away: `fast` ends its sessions, `immediate` is a crash with recovery at the next start. */
const shutdowns = {
  fast: "SIGINT",
  immediate: "SIGQUIT",
} as const;

test.for(["fast", "immediate"] as const)(
  "PostgreSQL is shut down under load (%s): 503 meanwhile, recovery by itself, nothing acknowledged is lost",
  async (shutdown) => {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-faults-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    await chmod(folder, 0o711);
    // Durability is PostgreSQL's default and stays on: losing nothing is what this test is about.
    const cluster = path.join(folder, "postgres");
    let postgres: PostgresServer = await startPostgres({ folder: cluster });
    stack.defer(() => postgres.stop());
    const { port, url } = postgres;

    const service = await startScimService({ databaseUrl: url });
    stack.defer(async () => void (await service.end("SIGKILL")));
    const { token } = await issueToken(service, TENANT);
    const client = new ScimClient(service.scimUrl, token);
    const groupId = await createGroup(client, "Written while the database dies");

    const writers = startWriters([client], groupId);
    stack.defer(() => writers.stop());
    const acknowledged = async (more: number): Promise<void> => {
      const goal = writers.ledger.acknowledged + more;
      await vi.waitFor(() => expect(writers.ledger.acknowledged).toBeGreaterThanOrEqual(goal), {
        timeout: 60_000,
      });
    };
    await acknowledged(300);

    const [pid] = (await readFile(path.join(cluster, "data", "postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), shutdowns[shutdown]);
    await postgres.stop();
    await vi.waitFor(() => expect(writers.ledger.unavailable).toBeGreaterThan(20), { timeout: 60_000 });
    expect((await fetch(`${service.origin}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.origin}/healthz`)).status).toBe(200);

    postgres = await startPostgres({ folder: cluster, port });
    await acknowledged(300);
    await vi.waitFor(async () => expect((await fetch(`${service.origin}/readyz`)).status).toBe(200));
    await writers.stop();

    expect(await writers.ledger.lost(client, groupId)).toEqual([]);
    expect(writers.ledger.unexpected).toEqual([]);
    expect(writers.ledger.broken).toBe(0);
  },
);
