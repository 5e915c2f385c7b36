import { expect } from "vitest";
import type { User } from "../tenant/model.ts";
import type { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";
import { test } from "./testing/test.ts";

const TYPE = "WindowsAzureActiveDirectoryRole";

/** A tenant whose roles are mapped this way, with one user who has been provisioned with the role Recording. */
async function withRole(
  stub: ScimStub,
  target: string,
  functionName: string,
  flags = "",
): Promise<{ tenant: TestTenant; anna: User }> {
  const tenant = new TestTenant(`${stub.url}${flags}`);
  tenant.mappings("User").push({
    targetAttributeName: target,
    source: {
      type: "Function",
      name: functionName,
      expression: `${functionName}([appRoleAssignments])`,
      parameters: [],
    },
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    matchingPriority: 0,
    defaultValue: null,
    exportMissingReferences: false,
  });
  const anna = tenant.user("anna");
  tenant.assign([anna], tenant.role("Recording"));
  await tenant.cycle();
  return { tenant, anna };
}

const operations = (stub: ScimStub): unknown[] =>
  stub.writes("PATCH").map(({ body }) => body?.["Operations"]);

test("one role is the primary one, of Entra's type", async ({ stub }) => {
  const { tenant, anna } = await withRole(stub, 'roles[primary eq "True"].value', "SingleAppRoleAssignment");
  expect(stub.writes("POST")[0]?.body).toMatchObject({
    roles: [{ primary: true, type: TYPE, value: "Recording" }],
  });
  tenant.unassign(anna);
  tenant.assign([anna], tenant.role("Multiparty"));
  await tenant.cycle();
  expect(operations(stub)).toEqual([
    [{ op: "Replace", path: 'roles[primary eq "True"].value', value: "Multiparty" }],
  ]);
});

test.for([
  { flags: "", op: "Add" },
  { flags: "?aadOptscim062020", op: "add" },
])("several roles are added, never taken away ($op)", async ({ flags, op }, { stub }) => {
  const { tenant, anna } = await withRole(stub, "roles", "AppRoleAssignmentsComplex", flags);
  const recording = { primary: false, type: TYPE, displayName: "Recording", value: "recording" };
  const multiparty = { primary: false, type: TYPE, displayName: "Multiparty", value: "multiparty" };
  expect(stub.writes("POST")[0]?.body).toMatchObject({ roles: [recording] });
  tenant.assign([anna], tenant.role("Multiparty"));
  await tenant.cycle();
  const asText = (name: string): { value: string } => {
    const { id, value, displayName } = tenant.role(name);
    return { value: JSON.stringify({ id, value, displayName }) };
  };
  const value = flags === "" ? [asText("Recording"), asText("Multiparty")] : [recording, multiparty];
  expect(operations(stub)).toEqual([[{ op, path: "roles", value }]]);
});

test("assertive roles are replaced as a whole, to none as well", async ({ stub }) => {
  const { tenant, anna } = await withRole(stub, "roles", "AssertiveAppRoleAssignmentsComplex");
  const recording = { primary: false, type: TYPE, display: "Recording", value: "recording" };
  expect(stub.writes("POST")[0]?.body).toMatchObject({ roles: [recording] });
  tenant.assign([anna], tenant.role("Multiparty"));
  await tenant.cycle();
  tenant.unassign(anna);
  tenant.assign([tenant.group("Team", [anna])], {
    ...tenant.role("User"),
    id: "00000000-0000-0000-0000-000000000000",
  });
  await tenant.cycle();
  expect(operations(stub).slice(0, 2)).toEqual([
    [
      {
        op: "Replace",
        path: "roles",
        value: [recording, { primary: false, type: TYPE, display: "Multiparty", value: "multiparty" }],
      },
    ],
    [{ op: "Replace", path: "roles", value: [] }],
  ]);
});

test("a role that is assigned directly comes before one of a group", async ({ stub }) => {
  const tenant = new TestTenant(stub.url);
  const title = tenant.mappings("User").find(({ targetAttributeName }) => targetAttributeName === "title");
  const expression = "SingleAppRoleAssignment([appRoleAssignments])";
  Object.assign(title?.source ?? {}, { type: "Function", name: "SingleAppRoleAssignment", expression });
  const anna = tenant.user("anna");
  tenant.assign([tenant.group("Team", [anna])], tenant.role("Recording"));
  tenant.assign([anna], tenant.role("Multiparty"));
  await tenant.cycle();
  expect(stub.writes("POST")[0]?.body).toMatchObject({ title: "Multiparty" });
});
