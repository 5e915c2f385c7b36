import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { type Ended, entryOf, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenant, type Tenants } from "./tenants.ts";

const EXAMPLE = new URL("../../examples/fleet/customers.yaml", import.meta.url);
const NON_GALLERY_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

const config = z.record(z.string(), z.unknown());
const example = z.looseObject({
  defaults: z.object({ config }),
  customers: z.record(z.string(), z.looseObject({ config })),
});

let tenants: Tenants;
let jobs: OwnDatabase;
let fleet: TestFleet;
let names: string[];

beforeAll(async () => {
  const { defaults, customers, ...rest } = example.parse(parse(await readFile(EXAMPLE, "utf8")));
  names = Object.keys(customers);
  tenants = await openTenants(inject("postgresUrl"), names);
  await makeWhatTheExampleNames();
  jobs = await createDatabase(inject("postgresUrl"), "fleet_example");
  fleet = new TestFleet(tenants, jobs.url);
  await fleet.open();
  // As it is, but for the tenants, how to sign in to them, and where the tokens are.
  const entries = Object.entries(customers).map(([name, { config: own, ...customer }]) => {
    const { tenant, signIn } = z
      .looseObject({ tenant: z.string(), signIn: z.unknown() })
      .parse(Object.values(entryOf(tenantOf(name)))[0]);
    const endpoint = { token: { fromFile: `secrets/${name}` } };
    return [name, { ...customer, tenant, signIn, config: { ...own, endpoint } }] as const;
  });
  await fleet.writeFile({
    ...rest,
    defaults: { ...fleet.defaults, config: { ...defaults.config, ...fleet.defaults.config } },
    customers: Object.fromEntries(entries),
  });
});
afterAll(async () => {
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

async function makeWhatTheExampleNames(): Promise<void> {
  const { graph: fabrikam } = tenantOf("fabrikam");
  for (const displayName of ["All Technicians", "Support"]) {
    const mailNickname = displayName.replaceAll(" ", "");
    const group = { displayName, mailNickname, mailEnabled: false, securityEnabled: true };
    await fabrikam.request("POST", "/v1.0/groups", group);
  }
  const instantiate = `/v1.0/applicationTemplates/${NON_GALLERY_TEMPLATE}/instantiate`;
  await tenantOf("woodgrove").graph.request("POST", instantiate, { displayName: "SightCall SSO" });
}

function tenantOf(name: string): Tenant {
  const found = tenants.all.get(name);
  if (found === undefined) throw new TypeError(`there is no tenant ${name}`);
  return found;
}

function states({ results }: Ended): Record<string, string> {
  return Object.fromEntries(Object.entries(results).map(([name, { state }]) => [name, state]));
}

function all(state: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, state]));
}

function everyTenant() {
  return Promise.all([...tenants.all.values()].map(({ graph }) => readWholeTenant(graph)));
}

it("the fleet of the examples is deployed ring by ring, changed by nothing and taken away", async () => {
  const before = await everyTenant();
  const first = await fleet.run("up");
  expect(states(first), first.output).toEqual(all("changed"));
  const second = await fleet.run("up");
  expect(states(second), second.output).toEqual(all("unchanged"));
  const destroyed = await fleet.run("destroy");
  expect(states(destroyed), destroyed.output).toEqual(all("removed"));
  expect(await everyTenant()).toEqual(before);
}, 600_000);
