import path from "node:path";
import { chmod } from "node:fs/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type PostgresServer, startPostgres } from "../../local/postgres/server.ts";
import { entryOf, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenants } from "./tenants.ts";

let tenants: Tenants;
let server: PostgresServer;
const folder = () => path.join(tenants.folder, "postgres");

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), ["contoso"]);
  // The server runs as another account where the tests run as root; that account must be able to pass through.
  await chmod(tenants.folder, 0o711);
  server = await startPostgres({ folder: folder() });
});
afterAll(async () => {
  await server.stop();
  await tenants[Symbol.asyncDispose]();
});

it("goes on when PostgreSQL comes back, and loses nothing of what was done meanwhile", async () => {
  const fleet = new TestFleet(tenants, server.url);
  await fleet.open();
  await fleet.write([...tenants.all.values()].map((tenant) => entryOf(tenant)));
  const command = fleet.start(["up"]);
  await expect.poll(() => command.output()).toContain('"progress":"running"');
  await server.stop();
  await expect.poll(() => command.output()).toContain("PostgreSQL does not answer");
  server = await startPostgres({ folder: folder(), port: server.port });
  const ended = await command.ended;
  expect(ended.code, ended.output).toBe(0);
  expect(ended.results["contoso"]?.state).toMatch(/^(changed|unchanged)$/);
  const again = await fleet.run("up");
  expect(again.results["contoso"]?.state, again.output).toBe("unchanged");
}, 900_000);
