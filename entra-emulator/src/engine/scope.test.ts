import { describe, expect } from "vitest";
import { restartJob } from "../tenant/jobs.ts";
import { updateUser } from "../tenant/users.ts";
import { test } from "./testing/test.ts";

const DISABLE = [{ op: "Replace", path: "active", value: "False" }];

describe("scope", () => {
  test("only assigned users and the direct members of assigned groups are provisioned", async ({
    stub,
    tenant,
  }) => {
    const [direct, member, nested, other] = tenant.users("direct", "member", "nested", "other");
    const inner = tenant.group("Inner", [nested]);
    tenant.assign([tenant.group("Outer", [inner, member]), direct]);
    const report = await tenant.cycle();
    expect(stub.written().filter((line) => line.startsWith("POST"))).toEqual([
      'POST Users "direct"',
      'POST Users "member"',
      'POST Groups "Outer"',
    ]);
    expect(tenant.targetIdOf(other)).toBe("(none)");
    expect(report).toMatchObject({
      kind: "initial",
      state: "Succeeded",
      users: { created: 2 },
      groups: { created: 1 },
    });
  });

  test("SyncAll provisions everybody", async ({ stub, tenant }) => {
    tenant.secret("SyncAll", "true");
    tenant.user("anna");
    tenant.group("Team");
    await tenant.cycle();
    expect(stub.written()).toEqual(['POST Users "anna"', 'POST Groups "Team"']);
  });

  test("those whom SyncAll brought stay until a restart when it ends", async ({ stub, tenant }) => {
    tenant.secret("SyncAll", "true");
    tenant.user("anna");
    await tenant.cycle();
    stub.forget();
    tenant.secret("SyncAll", "false");
    await tenant.cycle();
    expect(stub.requests).toEqual([]);
    restartJob(tenant.store, tenant.job, new Set(["Watermark"]));
    expect((await tenant.cycle()).users.disabled).toBe(1);
  });

  test("a scoping filter applies on top of the assignment", async ({ stub, tenant }) => {
    tenant.objectMapping("User").scope = {
      groups: [
        {
          name: "Sales",
          clauses: [
            { sourceOperandName: "department", operatorName: "EQUALS", targetOperand: { values: ["Sales"] } },
          ],
        },
      ],
      inputFilterGroups: [],
      categoryFilterGroups: [],
    };
    const sales = tenant.user("anna", { department: "Sales" });
    tenant.assign([sales, tenant.user("ben", { department: "Research" })]);
    await tenant.cycle();
    expect(stub.written()).toEqual(['POST Users "anna"']);
    stub.forget();
    updateUser(tenant.store, sales, { department: "Research" });
    const report = await tenant.cycle();
    expect(stub.writes().map(({ body }) => body?.["Operations"])).toEqual([DISABLE]);
    expect(report.users).toMatchObject({ disabled: 1, updated: 0 });
  });

  test("disabled groups mapping leaves groups alone", async ({ stub, tenant }) => {
    tenant.objectMapping("Group").enabled = false;
    tenant.assign([tenant.group("Team", [tenant.user("anna")])]);
    await tenant.cycle();
    expect(stub.written()).toEqual(['POST Users "anna"']);
  });

  test("a guest is provisioned without the tenant's part of the principal name", async ({ stub, tenant }) => {
    const upn = "ana_other.example#EXT#@fabrikam.example";
    tenant.assign([tenant.user(upn, { userType: "Guest" })]);
    await tenant.cycle();
    expect(stub.written()).toEqual(['POST Users "ana_other.example"']);
  });

  test("the role of an assignment can be the value of an attribute", async ({ stub, tenant }) => {
    tenant.mappings("User").push({
      targetAttributeName: "userType",
      source: {
        type: "Function",
        name: "SingleAppRoleAssignment",
        expression: "SingleAppRoleAssignment([appRoleAssignments])",
        parameters: [],
      },
      flowType: "Always",
      flowBehavior: "FlowWhenChanged",
      matchingPriority: 0,
      defaultValue: null,
      exportMissingReferences: false,
    });
    tenant.assign([tenant.user("anna")], tenant.role("Recording"));
    await tenant.cycle();
    expect(stub.writes("POST")[0]?.body).toMatchObject({ userType: "Recording" });
  });
});
