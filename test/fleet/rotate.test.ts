import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { z } from "zod";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { provisionWhile } from "../support/provision-while.ts";
import { entryOf, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenants } from "./tenants.ts";

/** More by hand, as in fleet.test.ts. */
const COUNT = Number(process.env["KIT_FLEET_CUSTOMERS"] ?? 2);
const NAMES = Array.from({ length: COUNT }, (_, index) => `customer-${index}`);

let tenants: Tenants;
let jobs: OwnDatabase;
let fleet: TestFleet;

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), NAMES, 5);
  jobs = await createDatabase(inject("postgresUrl"), "fleet_rotate");
  fleet = new TestFleet(tenants, jobs.url);
  fleet.environment["SERVICE_ADMIN_KEY"] = tenants.service.adminKey;
  await fleet.open();
});
afterAll(async () => {
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

it(
  "replaces every customer's token at a shared service while Entra provisions, without a refused request",
  async () => {
    const { origin, adminKey } = tenants.service;
    const customers = [...tenants.all.values()].map((tenant) =>
      entryOf(tenant, {
        config: {
          endpoint: null,
          platform: {
            adminUrl: origin,
            adminKey: { fromEnvironment: "SERVICE_ADMIN_KEY" },
            tenant: tenant.name,
          },
          assignments: { groups: ["SightCall Users"] },
        },
      }),
    );
    await fleet.write(customers);
    const first = await fleet.run("up");
    expect(first.code, first.output).toBe(0);
    const before = await tokensOf(adminKey);

    let rotating = true;
    const provisioning = [...tenants.all.values()].map((tenant) =>
      provisionWhile(tenant.graph, () => rotating),
    );
    const rotated = await fleet.run("rotate");
    rotating = false;
    expect(rotated.code, rotated.output).toBe(0);
    for (const seen of await Promise.all(provisioning)) {
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter(({ state }) => state !== "Succeeded")).toEqual([]);
    }
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).not.toMatch(/^scim_wrong_credentials_total\{.*\} [1-9]/m);
    const after = await tokensOf(adminKey);
    for (const name of NAMES) {
      expect(rotated.results[name]?.details.join()).toMatch(/ScimToken/);
      // The one of the test's own set-up and the stack's: of that there is another now.
      const [old, now] = [before.get(name) ?? [], after.get(name) ?? []];
      expect(now.filter((id) => !old.includes(id))).toHaveLength(1);
      expect(old.filter((id) => !now.includes(id))).toHaveLength(1);
    }
  },
  300_000 + COUNT * 60_000,
);

/** Ids of the tokens that work, by tenant of the service. */
async function tokensOf(adminKey: string): Promise<Map<string, string[]>> {
  const listed = z.object({
    tokens: z.array(z.object({ id: z.string(), revokedAt: z.string().nullish() })),
  });
  const found = new Map<string, string[]>();
  for (const name of NAMES) {
    const response = await fetch(`${tenants.service.origin}/admin/api/tenants/${name}/tokens`, {
      headers: { authorization: `Bearer ${adminKey}` },
    });
    const { tokens } = listed.parse(await response.json());
    found.set(
      name,
      tokens.filter(({ revokedAt }) => revokedAt == null).map(({ id }) => id),
    );
  }
  return found;
}
