import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";

const TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let ann: string;

beforeAll(async () => {
  entra = await EmulatedEntra.start({
    users: [{ userPrincipalName: "ann@contoso.example", displayName: "Ann" }],
  });
  ann = z.object({ id: z.string() }).parse(await entra.graph("GET", "/users/ann@contoso.example")).id;
  plugin = await startPlugin(entra.environment);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

const made = z.object({
  servicePrincipal: z.object({
    id: z.string(),
    appId: z.string(),
    appRoles: z.array(z.object({ id: z.string(), displayName: z.string() })),
  }),
});

async function make(displayName: string) {
  const path = `/applicationTemplates/${TEMPLATE}/instantiate`;
  return made.parse(await entra.graph("POST", path, { displayName })).servicePrincipal;
}

function unused(displayName: string) {
  return plugin.invoke("getUnusedApplications", { displayName, templateId: TEMPLATE });
}

describe("getUnusedApplications", () => {
  test("finds what was made from the template and is as the template made it", async () => {
    const { id, appId } = await make("Blank");
    expect(await unused("Blank")).toEqual({ applications: [{ clientId: appId, servicePrincipalId: id }] });
    expect(await unused("Another")).toEqual({ applications: [] });
  });

  test("passes over one with notes, with a job, or with somebody assigned", async () => {
    const noted = await make("Used");
    await entra.graph("PATCH", `/servicePrincipals/${noted.id}`, {
      notes: "Managed by the Pulumi stack dev.",
    });
    await entra.makeJob("Used");
    await assign(await make("Used"));
    expect(await unused("Used")).toEqual({ applications: [] });
  });
});

test("getAssignments says who is assigned to which role", async () => {
  const { principal, appRoleId } = await assign(await make("Assigned"));
  const answer = await plugin.invoke("getAssignments", { servicePrincipalId: principal });
  expect(answer).toEqual({ assignments: [{ id: expect.any(String), principalId: ann, appRoleId }] });
});

async function assign({ id, appRoles }: Awaited<ReturnType<typeof make>>) {
  const appRoleId = appRoles.find(({ displayName }) => displayName === "User")?.id;
  await entra.graph("POST", `/servicePrincipals/${id}/appRoleAssignedTo`, {
    principalId: ann,
    resourceId: id,
    appRoleId,
  });
  return { principal: id, appRoleId };
}
