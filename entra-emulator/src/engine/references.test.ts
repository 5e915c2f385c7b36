import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMember, removeMember } from "../tenant/groups.ts";
import { restartJob } from "../tenant/jobs.ts";
import { purgeUser, updateUser } from "../tenant/users.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

describe("references", () => {
  test("managers and members are written after all objects exist, whatever their order", async () => {
    const boss = tenant.user("boss");
    const report = tenant.user("report", { manager: boss.id });
    updateUser(tenant.store, boss, { manager: report.id });
    tenant.assign([tenant.group("Team", [boss, report])]);
    const cycle = await tenant.cycle();
    expect(stub.writes().map(({ method, path }) => `${method} ${path.split("/")[1]}`)).toEqual([
      "POST Users",
      "POST Users",
      "POST Groups",
      "PATCH Users",
      "PATCH Users",
      "PATCH Groups",
    ]);
    expect(cycle).toMatchObject({ managers: { set: 2 }, memberships: { added: 2, removed: 0 } });
  });

  test("a member who comes into scope later is left out until a restart", async () => {
    const [inside, late] = [tenant.user("inside"), tenant.user("late")];
    const team = tenant.group("Team", [inside, late]);
    tenant.objectMapping("User").scope = {
      groups: [
        {
          name: null,
          clauses: [{ sourceOperandName: "department", operatorName: "IS NULL", targetOperand: null }],
        },
      ],
      inputFilterGroups: [],
      categoryFilterGroups: [],
    };
    updateUser(tenant.store, late, { department: "Later" });
    tenant.assign([team]);
    expect((await tenant.cycle()).memberships.added).toBe(1);
    updateUser(tenant.store, late, { department: null });
    expect(await tenant.cycle()).toMatchObject({ users: { created: 1 }, memberships: { added: 0 } });
    const third = tenant.user("third");
    addMember(tenant.store, team, third.id);
    expect((await tenant.cycle()).memberships.added).toBe(1);
    restartJob(tenant.store, tenant.job, new Set(["Watermark"]));
    expect((await tenant.cycle()).memberships.added).toBe(1);
  });

  test("a manager who comes into scope later is left out until a restart", async () => {
    const boss = tenant.user("boss");
    const anna = tenant.user("anna", { manager: boss.id });
    tenant.assign([anna]);
    await tenant.cycle();
    tenant.assign([boss]);
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).managers.set).toBe(0);
    restartJob(tenant.store, tenant.job, new Set(["Watermark"]));
    expect((await tenant.cycle()).managers.set).toBe(1);
  });

  test("enabling an account again does not restore its memberships", async () => {
    const anna = tenant.user("anna");
    const team = tenant.group("Team", [anna]);
    tenant.assign([team]);
    await tenant.cycle();
    updateUser(tenant.store, anna, { accountEnabled: false });
    await tenant.cycle();
    stub.forget();
    updateUser(tenant.store, anna, { accountEnabled: true });
    await tenant.cycle();
    expect(stub.writes().map(({ path }) => path.split("/")[1])).toEqual(["Users"]);
  });

  test("a nested group that is in scope itself is a member, one that is not is left out", async () => {
    const [inner, hidden] = [tenant.group("Inner"), tenant.group("Hidden")];
    const outer = tenant.group("Outer", [inner, hidden]);
    tenant.assign([inner, outer]);
    await tenant.cycle();
    expect(stub.writes("PATCH").map(({ body }) => body?.["Operations"])).toEqual([
      [{ op: "Add", path: "members", value: [{ $ref: null, value: tenant.targetIdOf(inner) }] }],
    ]);
  });

  test("members leave one by one, and one who is deleted is not taken out again", async () => {
    const [anna, ben] = [tenant.user("anna"), tenant.user("ben")];
    const team = tenant.group("Team", [anna, ben]);
    tenant.assign([team, anna, ben]);
    await tenant.cycle();
    stub.forget();
    removeMember(tenant.store, team, anna.id);
    purgeUser(tenant.store, ben);
    const report = await tenant.cycle();
    expect(stub.written().filter((line) => line.includes("Groups"))).toEqual([
      `PATCH Groups [{"op":"Remove","path":"members","value":[{"$ref":null,"value":"${tenant.targetIdOf(anna)}"}]}]`,
    ]);
    expect(report.memberships).toEqual({ added: 0, removed: 1 });
  });

  test("many members travel in several requests", async () => {
    const members = Array.from({ length: 250 }, (_, index) => tenant.user(`person${index}`));
    tenant.assign([tenant.group("Everyone", members)]);
    const report = await tenant.cycle();
    expect(report.memberships.added).toBe(250);
    expect(stub.writes("PATCH")).toHaveLength(3);
  });
});
