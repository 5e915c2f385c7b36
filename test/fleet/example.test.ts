import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { NON_GALLERY_TEMPLATE_ID } from "../../entra-emulator/src/templates/scim.ts";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { entryOf, statesOf, TestFleet } from "./fleet-process.ts";
import { openTenants, tenantOf, type Tenants } from "./tenants.ts";

const EXAMPLE = new URL("../../examples/fleet/customers.yaml", import.meta.url);

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
      .parse(Object.values(entryOf(tenantOf(tenants, name)))[0]);
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
  const { graph: fabrikam } = tenantOf(tenants, "fabrikam");
  for (const displayName of ["All Technicians", "Support"]) {
    const mailNickname = displayName.replaceAll(" ", "");
    const group = { displayName, mailNickname, mailEnabled: false, securityEnabled: true };
    await fabrikam.request("POST", "/v1.0/groups", group);
  }
  const instantiate = `/v1.0/applicationTemplates/${NON_GALLERY_TEMPLATE_ID}/instantiate`;
  await tenantOf(tenants, "woodgrove").graph.request("POST", instantiate, { displayName: "SightCall SSO" });
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
  expect(statesOf(first), first.output).toEqual(all("changed"));
  const second = await fleet.run("up");
  expect(statesOf(second), second.output).toEqual(all("unchanged"));
  const destroyed = await fleet.run("destroy");
  expect(statesOf(destroyed), destroyed.output).toEqual(all("removed"));
  expect(await everyTenant()).toEqual(before);
}, 600_000);
