import { cp, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { validClients, validTokens } from "../support/scim-service.ts";
import { entryOf, filesIn, statesOf, TestFleet } from "./fleet-process.ts";
import { addStranger, openTenants, type Tenant, tenantOf, type Tenants } from "./tenants.ts";

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
        platform: { stack, tenant: tenant.name, signIn: tenant.name === "fabrikam" ? "oauth" : "bearer" },
        assignments: { groups: ["SightCall Users"] },
      },
    }),
  );
  return fleet.write(customers);
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
  expect(statesOf(first), first.output).toEqual({ contoso: "changed", fabrikam: "changed" });
  const second = await fleet.run("up");
  expect(statesOf(second), second.output).toEqual({ contoso: "unchanged", fabrikam: "unchanged" });
  for (const { name } of tenants.all.values()) expect(first.results[name]?.outputs.tenantUrl).toBe(scimUrl);
  // The other one is of the test's own set-up.
  expect(await tokensOf(tenantOf(tenants, "contoso"))).toHaveLength(2);
  expect(await validClients(tenants.service, "fabrikam")).toHaveLength(1);
  const files = await Promise.all((await filesIn(fleet.backend)).map((each) => readFile(each, "utf8")));
  expect(files.filter((text) => text.includes(adminKey))).toEqual([]);
}, 300_000);

it("compares the people of customers whose sign-in only the stack knows, and writes it nowhere", async () => {
  const cycles = async () => {
    const { results } = await fleet.run("status");
    return NAMES.map((name) => results[name]?.health?.lastCycle?.state);
  };
  await expect.poll(cycles, { timeout: 120_000, interval: 1_000 }).toEqual(["Succeeded", "Succeeded"]);
  const same = await fleet.run("drift");
  expect(statesOf(same), same.output).toEqual({ contoso: "healthy", fabrikam: "healthy" });
  expect(same.output + JSON.stringify(same.results)).not.toContain("not compared");

  const strangers = await Promise.all(
    [...tenants.all.values()].map((tenant) => addStranger(tenants, tenant)),
  );
  const found = await fleet.run("drift");
  for (const name of NAMES) {
    expect(found.results[name], found.output).toMatchObject({
      state: "drifted",
      drift: [{ item: "person stranger@example.com", found: "active" }],
    });
  }
  for (const remove of strangers) await remove();

  const secrets = await Promise.all(NAMES.map(secretsOfStack));
  const files = [...(await filesIn(fleet.folder)), ...(await filesIn(fleet.backend))];
  for (const file of files) {
    const text = await readFile(file, "utf8");
    expect(
      secrets.flat().filter((secret) => text.includes(secret)),
      file,
    ).toEqual([]);
  }
}, 300_000);

/** Tokens and client secrets of the service in a stack's state. */
async function secretsOfStack(name: string): Promise<string[]> {
  const folder = path.join(fleet.folder, "work", "test", name);
  const state = await fleet.pulumi(folder, ["stack", "export", "--show-secrets", "--stack", name]);
  const secrets = [...new Set(state.match(/scim[a-z]?_[\w-]{20,}/g))];
  expect(secrets.length).toBeGreaterThan(0);
  return secrets;
}

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
  const [contoso, fabrikam] = [tenantOf(tenants, "contoso"), tenantOf(tenants, "fabrikam")];
  const clients = await validClients(tenants.service, "fabrikam");
  const before = await readWholeTenant(fabrikam.graph);
  const destroyed = await fleet.run("destroy", "--only", "contoso");
  expect(statesOf(destroyed), destroyed.output).toEqual({ contoso: "removed" });
  // What is left is the token of the test's own set-up.
  expect(await tokensOf(contoso)).toEqual([contoso.token.id]);
  expect(await validClients(tenants.service, "fabrikam")).toEqual(clients);
  expect(await readWholeTenant(fabrikam.graph)).toEqual(before);
  const planned = await fleet.run("plan", "--only", "fabrikam");
  expect(statesOf(planned), planned.output).toEqual({ fabrikam: "unchanged" });
  const outputs = await fleet.pulumi(project, ["stack", "output", "tenantUrl"]);
  expect(outputs.trim()).toBe(tenants.service.scimUrl);
}, 300_000);
