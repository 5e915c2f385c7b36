import { describe, expect, test } from "vitest";
import type { Link } from "../../tenant/model.ts";
import { useApplication } from "../../testing/use-application.ts";

const kit = useApplication();

function link(sourceId: string, targetId: string): Link {
  return {
    sourceId,
    objectType: "User",
    targetId,
    displayName: "Ann",
    exported: {},
    references: {},
    unresolved: {},
    deprovisioned: false,
    inScope: true,
  };
}

describe("jobs", () => {
  test("begin disabled and paused, with the tenant in their id", async () => {
    const made = await kit.client.get(kit.app.jobPath);
    expect(kit.app.jobId).toMatch(
      new RegExp(`^scim\\.${kit.emulator.tenantId.replaceAll("-", "")}\\.[0-9a-f-]{36}$`),
    );
    expect([made.get("schedule.state"), made.get("schedule.interval"), made.get("status.code")]).toEqual([
      "Disabled",
      "PT40M",
      "Paused",
    ]);
  });

  test("start and pause, which their schedule and status show", async () => {
    expect((await kit.client.post(`${kit.app.jobPath}/start`)).status).toBe(204);
    const started = await kit.client.get(kit.app.jobPath);
    expect([started.get("schedule.state"), started.get("status.code")]).toEqual(["Active", "NotConfigured"]);
    await kit.client.put(`${kit.app.principalPath}/synchronization/secrets`, {
      value: [{ key: "SyncAll", value: "false" }],
    });
    await kit.client.post(`${kit.app.jobPath}/start`);
    expect((await kit.client.get(kit.app.jobPath)).get("status.code")).toBe("NotRun");
    expect((await kit.client.post(`${kit.app.jobPath}/pause`)).status).toBe(204);
    expect((await kit.client.get(kit.app.jobPath)).get("schedule.state")).toBe("Paused");
    expect(kit.job().engine.nextCycleAt).toBeNull();
  });

  test("forget what a restart names, and no more", async () => {
    const { engine } = kit.job();
    const remember = (): void => {
      engine.watermark = 7;
      engine.links.set("a", link("a", "1"));
    };
    remember();
    await kit.client.post(`${kit.app.jobPath}/restart`, {
      criteria: { resetScope: "Escrows, QuarantineState" },
    });
    expect([engine.watermark, engine.links.size]).toEqual([7, 1]);
    await kit.client.post(`${kit.app.jobPath}/restart`, { criteria: { resetScope: "" } });
    expect([engine.watermark, engine.links.size]).toEqual([null, 1]);
    remember();
    await kit.client.post(`${kit.app.jobPath}/restart`, { criteria: { resetScope: "Full" } });
    expect([engine.watermark, engine.links.size]).toEqual([null, 0]);
    expect(
      (await kit.client.post(`${kit.app.jobPath}/restart`, { criteria: { resetScope: "All" } })).status,
    ).toBe(400);
  });

  test("are gone after they were deleted, several of one application apart", async () => {
    const other = await kit.client.post(`${kit.app.principalPath}/synchronization/jobs`, {
      templateId: "scim",
    });
    expect((await kit.client.delete(kit.app.jobPath)).status).toBe(204);
    const gone = await kit.client.get(kit.app.jobPath);
    expect([gone.status, gone.get("error.code")]).toEqual([404, "ResourceNotFound"]);
    const left = await kit.client.get(`${kit.app.principalPath}/synchronization/jobs`);
    expect(left.list().map((each) => each["id"])).toEqual([other.get("id")]);
  });

  test("leave a trace in the audit log for each change of their configuration", async () => {
    await kit.client.post(`${kit.app.jobPath}/start`);
    await kit.client.post(`${kit.app.jobPath}/pause`);
    const log = await kit.client.get("/v1.0/auditLogs/directoryAudits?$top=3");
    expect(log.list().map((each) => each["activityDisplayName"])).toEqual([
      "Disable/pause provisioning configuration",
      "Enable/start provisioning configuration",
      "Add provisioning configuration",
    ]);
  });
});

describe("object connections", () => {
  test("are read one by one and removed while the job rests", async () => {
    kit.job().engine.links.set("user-1", link("user-1", "t-1"));
    const path = `${kit.app.jobPath.replace("v1.0", "beta")}/objectConnections('user-1')`;
    expect((await kit.client.get(path)).get("targetAnchor")).toBe("t-1");
    await kit.client.post(`${kit.app.jobPath}/start`);
    expect((await kit.client.delete(path)).status).toBe(409);
    await kit.client.post(`${kit.app.jobPath}/pause`);
    expect((await kit.client.delete(path)).status).toBe(204);
    expect((await kit.client.get(path)).status).toBe(404);
  });
});
