import { cp, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { validTokens } from "../support/scim-service.ts";
import { type Ended, entryOf, filesIn, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenant, type Tenants } from "./tenants.ts";

const NAMES = ["contoso", "fabrikam"];
const PLATFORM = "organization/entra-scim/platform";

let tenants: Tenants;
let jobs: OwnDatabase;
let fleet: TestFleet;
let project: string;

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), NAMES);
  jobs = await createDatabase(inject("postgresUrl"), "fleet_platform");
  fleet = new TestFleet(tenants, jobs.url);
  await fleet.open();
  // The engine writes the stack's settings beside the project.
  project = path.join(tenants.folder, "platform");
  await cp(path.join(import.meta.dirname, "platform"), project, { recursive: true });
  const modules = path.resolve(import.meta.dirname, "..", "..", "node_modules");
  await symlink(modules, path.join(project, "node_modules"));
});
afterAll(async () => {
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

function writeCustomers(stack: string): Promise<void> {
  const customers = [...tenants.all.values()].map((tenant) =>
    entryOf(tenant, {
      config: {
        endpoint: null,
        platform: { stack, tenant: tenant.name },
        assignments: { groups: ["SightCall Users"] },
      },
    }),
  );
  return fleet.write(customers);
}

function states({ results }: Ended): Record<string, string> {
  return Object.fromEntries(Object.entries(results).map(([name, { state }]) => [name, state]));
}

function tenantOf(name: string): Tenant {
  const found = tenants.all.get(name);
  if (found === undefined) throw new TypeError(`there is no tenant ${name}`);
  return found;
}

function tokensOf({ name }: Tenant): Promise<string[]> {
  return validTokens(tenants.service, name);
}

it("makes customers tenants of a service that a stack has deployed once", async () => {
  const { origin, adminKey, scimUrl } = tenants.service;
  await fleet.pulumi(project, ["stack", "init", PLATFORM]);
  await writeCustomers(PLATFORM);
  const early = await fleet.run("up");
  for (const name of NAMES) {
    expect(early.results[name]?.failure, early.output).toEqual({
      code: "platform",
      message: `platform.stack names ${PLATFORM}, which hosts no service yet: it has not both the outputs tenantUrl and adminApi. Deploy that stack with the section service first, or name another.`,
      remedy: expect.stringContaining("Deploy the stack that hosts the service first"),
    });
  }

  await fleet.pulumi(project, ["config", "set", "tenantUrl", scimUrl]);
  const adminApi = JSON.stringify({ url: origin, key: adminKey });
  await fleet.pulumi(project, ["config", "set", "--secret", "adminApi"], adminApi);
  await fleet.pulumi(project, ["up", "--yes", "--skip-preview"]);
  const first = await fleet.run("up");
  expect(states(first), first.output).toEqual({ contoso: "changed", fabrikam: "changed" });
  const second = await fleet.run("up");
  expect(states(second), second.output).toEqual({ contoso: "unchanged", fabrikam: "unchanged" });
  for (const tenant of tenants.all.values()) {
    expect(await tokensOf(tenant)).toHaveLength(2);
    expect(first.results[tenant.name]?.outputs.tenantUrl).toBe(scimUrl);
  }
  const files = await Promise.all((await filesIn(fleet.backend)).map((each) => readFile(each, "utf8")));
  expect(files.filter((text) => text.includes(adminKey))).toEqual([]);
}, 300_000);

it("an unknown platform stack is told in one sentence", async () => {
  await writeCustomers("organization/entra-scim/nowhere");
  const ended = await fleet.run("plan", "--only", "contoso");
  expect(ended.results["contoso"]?.failure, ended.output).toMatchObject({
    code: "platform",
    message: 'Preview failed: unknown stack "organization/entra-scim/nowhere"',
    remedy: expect.stringContaining("correct the customer's platform.stack"),
  });
  await writeCustomers(PLATFORM);
}, 300_000);

it("takes one customer away and leaves the other and the platform as they are", async () => {
  const [contoso, fabrikam] = [tenantOf("contoso"), tenantOf("fabrikam")];
  const before = { entra: await readWholeTenant(fabrikam.graph), tokens: await tokensOf(fabrikam) };
  const destroyed = await fleet.run("destroy", "--only", "contoso");
  expect(states(destroyed), destroyed.output).toEqual({ contoso: "removed" });
  // What is left is the token of the test's own set-up.
  expect(await tokensOf(contoso)).toEqual([contoso.token.id]);
  expect(await tokensOf(fabrikam)).toEqual(before.tokens);
  expect(await readWholeTenant(fabrikam.graph)).toEqual(before.entra);
  const planned = await fleet.run("plan", "--only", "fabrikam");
  expect(states(planned), planned.output).toEqual({ fabrikam: "unchanged" });
  const outputs = await fleet.pulumi(project, ["stack", "output", "tenantUrl"]);
  expect(outputs.trim()).toBe(tenants.service.scimUrl);
}, 300_000);
