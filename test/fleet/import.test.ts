import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { z } from "zod";
import { NON_GALLERY_TEMPLATE_ID } from "../../entra-emulator/src/templates/scim.ts";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { entryOf, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenant, type Tenants } from "./tenants.ts";

const made = z.object({ id: z.string() });
const instantiated = z.object({
  servicePrincipal: z.object({
    id: z.string(),
    appRoles: z.array(z.object({ id: z.string(), displayName: z.string() })),
  }),
});

let tenants: Tenants;
let jobs: OwnDatabase;

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), ["contoso"]);
  jobs = await createDatabase(inject("postgresUrl"), "fleet_import");
});
afterAll(async () => {
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

it("takes what an administrator clicked together into a stack, without changing it", async () => {
  const tenant = tenants.all.get("contoso");
  if (tenant === undefined) throw new TypeError("there is no tenant");
  const principal = await clickTogether(tenant);
  const before = await readWholeTenant(tenant.graph);
  const fleet = new TestFleet(tenants, jobs.url);
  await fleet.open();
  const settings = (existing: object) => ({
    config: {
      endpoint: { token: { fromFile: "secrets/contoso" } },
      application: { existing },
      assignments: { groups: [tenant.group] },
      provisioning: { start: false },
    },
  });

  await fleet.write([entryOf(tenant, settings({ displayName: "Nothing" }))]);
  const missing = await fleet.run("import");
  expect(missing.results["contoso"]?.failure?.message).toContain('"Nothing"');

  await fleet.write([entryOf(tenant, settings({ objectId: principal }))]);
  const imported = await fleet.run("import");
  expect(imported.results["contoso"]?.failure, imported.output).toBeUndefined();
  const details = imported.results["contoso"]?.details.join("\n");
  expect(details).toContain(`objectId: ${principal}`);
  expect(details).not.toMatch(/^(create|replace|delete) (SynchronizationJob|AppRoleAssignment)/m);
  expect(await readWholeTenant(tenant.graph)).toEqual(before);
}, 900_000);

/** Steps 2 to 10 of the guide, as the admin center sends them. */
async function clickTogether({ graph, token, group }: Tenant): Promise<string> {
  const path = `/v1.0/applicationTemplates/${NON_GALLERY_TEMPLATE_ID}/instantiate`;
  const { servicePrincipal } = instantiated.parse(
    await graph.request("POST", path, { displayName: "SightCall" }),
  );
  const base = `/v1.0/servicePrincipals/${servicePrincipal.id}`;
  made.parse(await graph.request("POST", `${base}/synchronization/jobs`, { templateId: "scim" }));
  await graph.request("PUT", `${base}/synchronization/secrets`, {
    value: [
      { key: "BaseAddress", value: tenants.service.scimUrl },
      { key: "SecretToken", value: token.token },
    ],
  });
  await graph.request("POST", `${base}/appRoleAssignedTo`, {
    principalId: group,
    resourceId: servicePrincipal.id,
    appRoleId: servicePrincipal.appRoles.find(({ displayName }) => displayName === "User")?.id,
  });
  return servicePrincipal.id;
}
