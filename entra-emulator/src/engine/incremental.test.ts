import { describe, expect } from "vitest";
import { restartJob } from "../tenant/jobs.ts";
import { updateUser } from "../tenant/users.ts";
import { test } from "./testing/test.ts";

describe("incremental cycles", () => {
  test("do nothing when nothing changed", async ({ stub, tenant }) => {
    await tenant.provisioned("anna");
    stub.forget();
    const report = await tenant.cycle();
    expect(stub.requests).toEqual([]);
    expect(report).toMatchObject({ kind: "incremental", state: "Succeeded" });
  });

  test("write only what differs from what was written last", async ({ stub, tenant }) => {
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    await tenant.cycle();
    updateUser(tenant.store, anna, { displayName: "ANNA" });
    await tenant.cycle();
    // A change of letter case alone is none where the schema says so, and a value that went away is not told at all.
    updateUser(tenant.store, anna, { jobTitle: null });
    await tenant.cycle();
    expect(stub.written()).toEqual(['PATCH Users [{"op":"Add","path":"title","value":"Engineer"}]']);
  });

  test("default values are for creation only", async ({ stub, tenant }) => {
    const title = tenant.mappings("User").find(({ targetAttributeName }) => targetAttributeName === "title");
    Object.assign(title ?? {}, { defaultValue: "Unknown" });
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    expect(stub.resources.get(`/Users/${tenant.targetIdOf(anna)}`)).toMatchObject({
      title: "Unknown",
    });
    updateUser(tenant.store, anna, { department: "Sales" });
    await tenant.cycle();
    expect(stub.written()).toHaveLength(1);
    expect(stub.written()[0]).not.toContain("title");
  });

  test("a mapping for creation only, and one that always flows", async ({ stub, tenant }) => {
    const mappings = tenant.mappings("User");
    const named = (name: string): object =>
      mappings.find(({ targetAttributeName }) => targetAttributeName === name) ?? {};
    Object.assign(named("title"), { flowType: "ObjectAddOnly" });
    Object.assign(named("preferredLanguage"), { flowBehavior: "FlowAlways" });
    const anna = tenant.user("anna", { jobTitle: "Engineer", preferredLanguage: "fr-FR" });
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.writes("POST")[0]?.body).toMatchObject({ title: "Engineer", preferredLanguage: "fr-FR" });
    stub.forget();
    updateUser(tenant.store, anna, { jobTitle: "Architect" });
    await tenant.cycle();
    expect(stub.written()).toEqual([
      'PATCH Users [{"op":"Replace","path":"preferredLanguage","value":"fr-FR"}]',
    ]);
  });

  test("a restart of the watermark looks at everything but writes nothing that is right already", async ({
    stub,
    tenant,
  }) => {
    await tenant.provisioned("anna", "ben");
    stub.forget();
    restartJob(tenant.store, tenant.job, new Set(["Watermark"]));
    const report = await tenant.cycle();
    expect(report.kind).toBe("initial");
    expect(stub.requests).toEqual([]);
  });

  test("a restart of the connector's data joins everything anew", async ({ stub, tenant }) => {
    await tenant.provisioned("anna");
    stub.forget();
    restartJob(tenant.store, tenant.job, new Set(["ConnectorDataStore", "Watermark"]));
    const report = await tenant.cycle();
    expect(report.users).toMatchObject({ created: 0, matched: 1 });
    expect(tenant.job.status.synchronizedEntryCountByType).toEqual([{ key: "User", value: 1 }]);
  });
});
