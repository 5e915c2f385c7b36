import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMember, deleteGroup, removeMember } from "../tenant/groups.ts";
import { restartJob } from "../tenant/jobs.ts";
import type { User } from "../tenant/model.ts";
import { purgeUser, restoreUser, softDeleteUser, updateUser } from "../tenant/users.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

const DISABLE = [{ op: "Replace", path: "active", value: "False" }];

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

/** Method and operations, or path, of the writes since the last `forget`. */
function written(): string[] {
  return stub.writes().map(({ method, path, body }) => {
    const [, type] = path.split("/");
    return `${method} ${type} ${JSON.stringify(body?.["Operations"] ?? body?.["userName"] ?? body?.["displayName"] ?? "")}`;
  });
}

async function provisioned<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ [Position in keyof Names]: User }> {
  const users = tenant.users(...names);
  tenant.assign(users);
  await tenant.cycle();
  stub.forget();
  return users;
}

describe("scope", () => {
  test("only assigned users and the direct members of assigned groups are provisioned", async () => {
    const [direct, member, nested, other] = tenant.users("direct", "member", "nested", "other");
    const inner = tenant.group("Inner", [nested]);
    tenant.assign([tenant.group("Outer", [inner, member]), direct]);
    const report = await tenant.cycle();
    expect(written().filter((line) => line.startsWith("POST"))).toEqual([
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

  test("SyncAll provisions everybody", async () => {
    tenant.secret("SyncAll", "true");
    tenant.user("anna");
    tenant.group("Team");
    await tenant.cycle();
    expect(written()).toEqual(['POST Users "anna"', 'POST Groups "Team"']);
  });

  test("a scoping filter applies on top of the assignment", async () => {
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
    expect(written()).toEqual(['POST Users "anna"']);
    stub.forget();
    updateUser(tenant.store, sales, { department: "Research" });
    const report = await tenant.cycle();
    expect(stub.writes().map(({ body }) => body?.["Operations"])).toEqual([DISABLE]);
    expect(report.users).toMatchObject({ disabled: 1, updated: 0 });
  });

  test("disabled groups mapping leaves groups alone", async () => {
    tenant.objectMapping("Group").enabled = false;
    tenant.assign([tenant.group("Team", [tenant.user("anna")])]);
    await tenant.cycle();
    expect(written()).toEqual(['POST Users "anna"']);
  });

  test("a guest is provisioned without the tenant's part of the principal name", async () => {
    const upn = "ana_other.example#EXT#@fabrikam.example";
    tenant.assign([tenant.user(upn, { userType: "Guest" })]);
    await tenant.cycle();
    expect(written()).toEqual(['POST Users "ana_other.example"']);
  });

  test("the role of an assignment can be the value of an attribute", async () => {
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

describe("matching", () => {
  test("one that is there already is joined, and only the difference is written", async () => {
    const id = stub.add("Users", {
      userName: "Anna@fabrikam.example",
      active: true,
      displayName: "anna@fabrikam.example",
      title: "Intern",
    });
    const anna = tenant.user("anna@fabrikam.example", {
      jobTitle: "Engineer",
      mail: "anna@fabrikam.example",
    });
    tenant.assign([anna]);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([
      {
        method: "PATCH",
        path: `/Users/${id}`,
        body: {
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [
            { op: "Replace", path: "title", value: "Engineer" },
            { op: "Add", path: 'emails[type eq "work"].value', value: "anna@fabrikam.example" },
          ],
        },
      },
    ]);
    expect(report.users).toMatchObject({ created: 0, matched: 1 });
    expect(tenant.targetIdOf(anna)).toBe(id);
  });

  test("the attribute of the next priority is tried when the first finds nothing", async () => {
    const externalId = tenant
      .mappings("User")
      .find(({ targetAttributeName }) => targetAttributeName === "externalId");
    Object.assign(externalId ?? {}, { matchingPriority: 2 });
    const id = stub.add("Users", {
      userName: "renamed",
      externalId: "anna",
      active: true,
      displayName: "anna",
    });
    const anna = tenant.user("anna", { mailNickname: "anna" });
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /scim/Users?filter=userName+eq+%22anna%22",
      "GET /scim/Users?filter=externalId+eq+%22anna%22",
      `PATCH /scim/Users/${id}`,
    ]);
  });

  test("several hits are an error and nothing is written", async () => {
    stub.add("Users", { userName: "anna" });
    stub.add("Users", { userName: "anna" });
    tenant.assign([tenant.user("anna")]);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([]);
    expect(report.failures).toMatchObject({
      total: 1,
      first: [{ displayName: "anna", code: "DuplicateTargetEntries" }],
    });
    expect(report.state).toBe("EntryLevelErrors");
  });

  test("two users cannot be joined to one object", async () => {
    const mapping = tenant
      .mappings("User")
      .find(({ targetAttributeName }) => targetAttributeName === "userName");
    Object.assign(mapping?.source ?? {}, { type: "Attribute", name: "mail", expression: "[mail]" });
    stub.add("Users", { userName: "shared@fabrikam.example", active: true });
    const one = tenant.user("one", { mail: "shared@fabrikam.example" });
    const two = tenant.user("two", { mail: "shared@fabrikam.example" });
    tenant.assign([one]);
    await tenant.cycle();
    tenant.assign([two]);
    const report = await tenant.cycle();
    expect(report.failures.first[0]?.code).toBe("DuplicateSourceEntries");
  });

  test("a conflict on POST is resolved by a second search", async () => {
    let searches = 0;
    stub.script = ({ method }) => {
      if (method === "POST") return { status: 409, body: { detail: "taken" } };
      if (method === "GET" && (searches += 1) === 1) stub.add("Users", { userName: "anna", active: true });
      if (method === "GET" && searches === 1) return { status: 200, body: EMPTY };
      return null;
    };
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    const report = await tenant.cycle();
    expect(stub.requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "PATCH"]);
    expect(report.users.matched).toBe(1);
  });

  test("a joined object's references are asked for before they are written", async () => {
    const [annaId, benId] = ["anna", "ben"].map((userName) =>
      stub.add("Users", { userName, active: true, displayName: userName }),
    );
    const ben = tenant.user("ben");
    tenant.assign([ben, tenant.user("anna", { manager: ben.id })]);
    await tenant.cycle();
    const manager = "urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Aextension%3Aenterprise%3A2.0%3AUser%3Amanager";
    expect(stub.requests.map(({ url }) => url)).toContain(
      `/scim/Users?filter=id+eq+%22${annaId}%22+and+${manager}+eq+%22${benId}%22&attributes=id`,
    );
  });
});

const EMPTY = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: 0,
  Resources: [],
};

describe("incremental cycles", () => {
  test("do nothing when nothing changed", async () => {
    await provisioned("anna");
    const report = await tenant.cycle();
    expect(stub.requests).toEqual([]);
    expect(report).toMatchObject({ kind: "incremental", state: "Succeeded" });
  });

  test("write only what differs from what was written last", async () => {
    const [anna] = await provisioned("anna");
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    await tenant.cycle();
    updateUser(tenant.store, anna, { displayName: "ANNA" });
    await tenant.cycle();
    // A change of letter case alone is none where the schema says so, and a value that went away is not told at all.
    updateUser(tenant.store, anna, { jobTitle: null });
    await tenant.cycle();
    expect(written()).toEqual(['PATCH Users [{"op":"Add","path":"title","value":"Engineer"}]']);
  });

  test("default values are for creation only", async () => {
    const title = tenant.mappings("User").find(({ targetAttributeName }) => targetAttributeName === "title");
    Object.assign(title ?? {}, { defaultValue: "Unknown" });
    const [anna] = await provisioned("anna");
    expect(stub.resources.get(`/Users/${tenant.targetIdOf(anna)}`)).toMatchObject({
      title: "Unknown",
    });
    updateUser(tenant.store, anna, { department: "Sales" });
    await tenant.cycle();
    expect(written()).toHaveLength(1);
    expect(written()[0]).not.toContain("title");
  });

  test("a restart of the watermark looks at everything but writes nothing that is right already", async () => {
    await provisioned("anna", "ben");
    restartJob(tenant.store, tenant.job, new Set(["Watermark"]));
    const report = await tenant.cycle();
    expect(report.kind).toBe("initial");
    expect(stub.requests).toEqual([]);
  });

  test("a restart of the connector's data joins everything anew", async () => {
    await provisioned("anna");
    restartJob(tenant.store, tenant.job, new Set(["ConnectorDataStore", "Watermark"]));
    const report = await tenant.cycle();
    expect(report.users).toMatchObject({ created: 0, matched: 1 });
    expect(tenant.job.status.synchronizedEntryCountByType).toEqual([{ key: "User", value: 1 }]);
  });
});

describe("leaving", () => {
  test("a user who is unassigned is disabled, told once, and enabled when assigned again", async () => {
    const [anna] = await provisioned("anna");
    tenant.unassign(anna);
    await tenant.cycle();
    updateUser(tenant.store, anna, { jobTitle: "Away" });
    await tenant.cycle();
    expect(written()).toEqual(['PATCH Users [{"op":"Replace","path":"active","value":"False"}]']);
    stub.forget();
    tenant.assign([anna]);
    await tenant.cycle();
    expect(written()).toEqual([
      'PATCH Users [{"op":"Replace","path":"active","value":"True"},{"op":"Add","path":"title","value":"Away"}]',
    ]);
  });

  test("SkipOutOfScopeDeletions leaves those who are unassigned, but not those who are blocked", async () => {
    const [anna, ben] = await provisioned("anna", "ben");
    tenant.secret("SkipOutOfScopeDeletions", "True");
    tenant.unassign(anna);
    updateUser(tenant.store, ben, { accountEnabled: false });
    await tenant.cycle();
    expect(stub.writes().map(({ path, body }) => [path, body?.["Operations"]])).toEqual([
      [`/Users/${tenant.targetIdOf(ben)}`, DISABLE],
    ]);
  });

  test("the recycle bin disables, the end of it deletes, a restore enables", async () => {
    const [anna, ben] = await provisioned("anna", "ben");
    const annaId = tenant.targetIdOf(anna);
    softDeleteUser(tenant.store, anna);
    softDeleteUser(tenant.store, ben);
    await tenant.cycle();
    expect(stub.writes().map(({ body }) => body?.["Operations"])).toEqual([DISABLE, DISABLE]);
    stub.forget();
    purgeUser(tenant.store, anna);
    restoreUser(tenant.store, ben);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([
      {
        method: "PATCH",
        path: `/Users/${tenant.targetIdOf(ben)}`,
        body: expect.objectContaining({ Operations: [{ op: "Replace", path: "active", value: "True" }] }),
      },
      { method: "DELETE", path: `/Users/${annaId}`, body: null },
    ]);
    expect(report.users.deleted).toBe(1);
    expect(tenant.targetIdOf(anna)).toBe("(none)");
  });

  test("one who was unassigned before is never deleted", async () => {
    const [anna] = await provisioned("anna");
    tenant.unassign(anna);
    await tenant.cycle();
    stub.forget();
    softDeleteUser(tenant.store, anna);
    await tenant.cycle();
    purgeUser(tenant.store, anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a disabled account is not created, but told in the log", async () => {
    const anna = tenant.user("anna", { accountEnabled: false });
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.requests).toEqual([]);
    expect(tenant.store.provisioningLog.entries()).toMatchObject([
      { sourceIdentity: { id: anna.id }, provisioningStatusInfo: { status: "skipped" } },
    ]);
    updateUser(tenant.store, anna, { accountEnabled: true });
    await tenant.cycle();
    expect(written()).toEqual(['POST Users "anna"']);
  });

  test("without a mapping of active nobody can be disabled", async () => {
    const mappings = tenant.mappings("User");
    mappings.splice(
      mappings.findIndex(({ targetAttributeName }) => targetAttributeName === "active"),
      1,
    );
    const [anna] = await provisioned("anna");
    tenant.unassign(anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a flow without Delete deletes nothing", async () => {
    tenant.objectMapping("User").flowTypes = "Add, Update";
    const [anna] = await provisioned("anna");
    purgeUser(tenant.store, anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a group is deleted when it is unassigned and when it is gone", async () => {
    const [one, two] = [tenant.group("One"), tenant.group("Two")];
    tenant.assign([one, two]);
    await tenant.cycle();
    const paths = [one, two].map((group) => `/Groups/${tenant.targetIdOf(group)}`);
    stub.forget();
    tenant.unassign(one);
    deleteGroup(tenant.store, two);
    const report = await tenant.cycle();
    expect(stub.writes().map(({ method, path }) => `${method} ${path}`)).toEqual(
      paths.map((path) => `DELETE ${path}`),
    );
    expect(report.groups.deleted).toBe(2);
  });
});

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
    expect(written().filter((line) => line.includes("Groups"))).toEqual([
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
