import { describe, expect } from "vitest";
import { addMember, removeMember } from "../tenant/groups.ts";
import { restartJob } from "../tenant/jobs.ts";
import { purgeUser, updateUser } from "../tenant/users.ts";
import { PATCHES_PER_GROUP } from "./reference-writer.ts";
import type { EngineSettings } from "./settings.ts";
import type { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";
import { test } from "./testing/test.ts";
import type { JsonObject } from "./wire/target-attribute.ts";

describe("references", () => {
  test("managers and members are written after all objects exist, whatever their order", async ({
    stub,
    tenant,
  }) => {
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
      "PATCH Groups",
    ]);
    expect(cycle).toMatchObject({ managers: { set: 2 }, memberships: { added: 2, removed: 0 } });
  });

  test("a member who comes into scope later is left out until a restart", async ({ tenant }) => {
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

  test("a manager who comes into scope later is left out until a restart", async ({ tenant }) => {
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

  test("enabling an account again does not restore its memberships", async ({ stub, tenant }) => {
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

  test("a nested group that is in scope itself is a member, one that is not is left out", async ({
    stub,
    tenant,
  }) => {
    const [inner, hidden] = [tenant.group("Inner"), tenant.group("Hidden")];
    const outer = tenant.group("Outer", [inner, hidden]);
    tenant.assign([inner, outer]);
    await tenant.cycle();
    expect(stub.writes("PATCH").map(({ body }) => body?.["Operations"])).toEqual([
      [{ op: "Add", path: "members", value: [{ $ref: null, value: tenant.targetIdOf(inner) }] }],
    ]);
  });

  test("members leave one by one, and one who is deleted is not taken out again", async ({
    stub,
    tenant,
  }) => {
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
});

describe("many members of one group", () => {
  test("are added by a PATCH each, five of the same group under way at a time", async ({ stub }) => {
    const crowded = await crowd(stub, 20);
    let most = 0;
    const arrived: (() => void)[] = [];
    stub.delay = (request) => {
      if (request.method !== "PATCH") return Promise.resolve();
      most = Math.max(most, arrived.length + 1);
      return new Promise<void>((resolve) => {
        arrived.push(resolve);
        // Only once five wait do they go on together, so fewer at a time would end in a time-out.
        if (arrived.length === 5) for (const go of arrived.splice(0)) go();
      });
    };
    expect((await crowded.cycle()).memberships.added).toBe(20);
    const operations = stub.writes("PATCH").map(({ body }) => body?.["Operations"]);
    expect(operations).toHaveLength(20);
    expect(operations).toContainEqual([
      { op: "Add", path: "members", value: [{ $ref: null, value: expect.any(String) }] },
    ]);
    expect(most).toBe(PATCHES_PER_GROUP);
    expect(crowded.job.status.lastExecution).toMatchObject({ countExports: 21 });
  });

  test("travel in batches when the setting says so", async ({ stub }) => {
    const crowded = await crowd(stub, 250, { membersPerPatch: 100 });
    expect((await crowded.cycle()).memberships.added).toBe(250);
    const sizes = stub.writes("PATCH").map(({ body }) => memberCount(body));
    expect(sizes.toSorted((one, other) => other - one)).toEqual([100, 100, 50]);
  });

  test("are not held up by one who is refused, and who is tried again", async ({ stub }) => {
    const crowded = await crowd(stub, 8);
    const refused = [...crowded.store.tenant.users.values()][2];
    const targetId = refused === undefined ? "" : crowded.targetIdOf(refused);
    stub.script = ({ body, method }) =>
      method === "PATCH" && JSON.stringify(body).includes(targetId) ? { status: 400, body: {} } : null;
    expect(await crowded.cycle()).toMatchObject({
      state: "EntryLevelErrors",
      memberships: { added: 7 },
      failures: { total: 1 },
    });
    stub.script = () => null;
    stub.forget();
    expect(await crowded.cycle()).toMatchObject({ memberships: { added: 1 }, failures: { total: 0 } });
    expect(stub.writes("PATCH")).toHaveLength(1);
  });
});

function memberCount(body: JsonObject | null): number {
  const operations = body?.["Operations"] as { readonly value: readonly unknown[] }[];
  return operations[0]?.value.length ?? 0;
}

/** A group of so many people, of whom each exists at the target already. */
async function crowd(
  stub: ScimStub,
  count: number,
  settings: Partial<EngineSettings> = {},
): Promise<TestTenant> {
  const crowded = new TestTenant(stub.url, { concurrency: 32, ...settings });
  const people = Array.from({ length: count }, (_, index) => crowded.user(`person${index}`));
  crowded.assign(people);
  await crowded.cycle();
  crowded.assign([crowded.group("Everyone", people)]);
  stub.forget();
  return crowded;
}
