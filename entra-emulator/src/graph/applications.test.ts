import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { createApplication, type TestApplication } from "../testing/application.ts";
import { type Answer, TestClient } from "../testing/client.ts";
import { directory, group, user } from "../testing/directory.ts";

const ann = "bbbbbbbb-0000-4000-8000-000000000001";
const team = "aaaaaaaa-0000-4000-8000-000000000001";
const mailList = "aaaaaaaa-0000-4000-8000-000000000002";
const defaultAccess = "00000000-0000-0000-0000-000000000000";

let emulator: Emulator;
let client: TestClient;
let app: TestApplication;

beforeAll(async () => {
  const groups = [
    group(team, "Team", [ann]),
    group(mailList, "Mail list", [ann], {
      securityEnabled: false,
      mailEnabled: true,
      groupTypes: ["Unified"],
    }),
  ];
  emulator = await startEmulator({ directory: directory([user(ann, "Ann")], groups) });
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

beforeEach(async () => {
  await client.put("/emulator/settings", { premium: true, visibilityDelayMs: 0 });
  app = await createApplication(client);
});

function assign(principalId: string, appRoleId = app.roleId): Promise<Answer> {
  const resourceId = app.servicePrincipalId;
  return client.post(`${app.principalPath}/appRoleAssignedTo`, { principalId, resourceId, appRoleId });
}

describe("assignments", () => {
  test("are made, read, listed and taken away", async () => {
    const made = await assign(ann);
    expect(made.status).toBe(201);
    expect([made.get("principalType"), made.get("principalDisplayName")]).toEqual(["User", "Ann"]);
    const path = `${app.principalPath}/appRoleAssignedTo/${String(made.get("id"))}`;
    expect((await client.get(path)).get("resourceId")).toBe(app.servicePrincipalId);
    const mine = await client.get(`${app.principalPath}/appRoleAssignedTo?$filter=principalId eq ${ann}`);
    expect(mine.list()).toHaveLength(1);
    expect((await client.delete(path)).status).toBe(204);
    expect((await client.get(path)).status).toBe(404);
  });

  test.each([
    [
      "a principal that is not there",
      "bbbbbbbb-0000-4000-8000-00000000dead",
      undefined,
      "Not a valid reference update.",
    ],
    ["a role that is not there", ann, "cccccccc-0000-4000-8000-00000000dead", "was not found on application"],
    ["the default access of an application with roles", ann, defaultAccess, "was not found on application"],
    ["a group that is not security-enabled", mailList, undefined, "security-enabled"],
  ])("refuse %s", async (_case, principalId, roleId, message) => {
    const answer = await assign(principalId, roleId);
    expect(answer.status).toBe(400);
    expect(answer.get("error.message")).toContain(message);
  });

  test("refuse the same one twice", async () => {
    await assign(ann);
    expect((await assign(ann)).get("error.message")).toContain("already exists");
  });

  test("of a group need a premium licence, of a user none", async () => {
    await client.put("/emulator/settings", { premium: false });
    expect((await assign(ann)).status).toBe(201);
    expect((await assign(team)).get("error.message")).toContain("P1 or P2");
    expect((await client.get("/v1.0/subscribedSkus")).list()).toEqual([]);
  });
});

describe("applications", () => {
  test("keep an enabled role until it is disabled", async () => {
    const path = `/v1.0/applications/${app.applicationId}`;
    const roles = (await client.get(path)).get("appRoles");
    const refused = await client.patch(path, { appRoles: [] });
    expect([refused.status, refused.get("error.code")]).toEqual([
      400,
      "CannotDeleteOrUpdateEnabledEntitlement",
    ]);
    const disabled = JSON.parse(JSON.stringify(roles).replaceAll('"isEnabled":true', '"isEnabled":false'));
    expect((await client.patch(path, { appRoles: disabled })).status).toBe(204);
    expect((await client.patch(path, { appRoles: [] })).status).toBe(204);
    expect((await client.get(app.principalPath)).get("appRoles")).toEqual([]);
  });

  test("tell a password once, and forget it when it is removed", async () => {
    const path = `/v1.0/applications/${app.applicationId}`;
    const added = await client.post(`${path}/addPassword`, { passwordCredential: { displayName: "CI" } });
    expect(added.get("secretText")).toEqual(expect.stringMatching(/^.{40}$/));
    const read = await client.get(path);
    expect([
      read.get("passwordCredentials.0.displayName"),
      read.get("passwordCredentials.0.secretText"),
    ]).toEqual(["CI", null]);
    const keyId = added.get("keyId");
    expect((await client.post(`${path}/removePassword`, { keyId })).status).toBe(204);
    expect((await client.post(`${path}/removePassword`, { keyId })).status).toBe(400);
    expect((await client.get(path)).get("passwordCredentials")).toEqual([]);
  });

  test("take job, secrets and assignments along when their service principal is deleted", async () => {
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [{ key: "SyncAll", value: "false" }],
    });
    const resourceId = app.servicePrincipalId;
    await client.post(`${app.principalPath}/appRoleAssignedTo`, {
      principalId: ann,
      resourceId,
      appRoleId: app.roleId,
    });
    expect((await client.delete(app.principalPath)).status).toBe(204);
    const { appRoleAssignments, jobs, secrets } = emulator.store.tenant;
    expect(jobs.has(app.jobId)).toBe(false);
    expect(secrets.has(resourceId)).toBe(false);
    expect(appRoleAssignments.values().some((each) => each.resourceId === resourceId)).toBe(false);
    expect((await client.get(`/v1.0/applications/${app.applicationId}`)).status).toBe(200);
  });

  test("cannot provision when they were made by plain registration", async () => {
    const registered = await client.post("/v1.0/applications", { displayName: "Registered" });
    const principal = await client.post("/v1.0/servicePrincipals", { appId: registered.get("appId") });
    const path = `/v1.0/servicePrincipals/${String(principal.get("id"))}/synchronization`;
    expect((await client.get(`${path}/templates`)).list()).toEqual([]);
    expect((await client.post(`${path}/jobs`, { templateId: "scim" })).status).toBe(404);
  });

  test("are found by client id as a key", async () => {
    const answer = await client.get(`/v1.0/servicePrincipals(appId='${app.appId}')?$select=id`);
    expect(answer.get("id")).toBe(app.servicePrincipalId);
  });
});

describe("eventual consistency", () => {
  test("hides a new application, its templates and new secrets for a while", async () => {
    await client.put("/emulator/settings", { visibilityDelayMs: 60_000 });
    const made = await client.post(
      "/v1.0/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate",
      {
        displayName: "Slow",
      },
    );
    const statuses = await Promise.all([
      client.get(`/v1.0/applications/${String(made.get("application.id"))}`),
      client.get(`/v1.0/servicePrincipals/${String(made.get("servicePrincipal.id"))}`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 404]);
    const listed = await client.get(
      `/v1.0/applications?$filter=appId eq '${String(made.get("application.appId"))}'`,
    );
    expect(listed.list()).toEqual([]);
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [{ key: "SyncAll", value: "true" }],
    });
    expect((await client.get(`${app.principalPath}/synchronization/secrets`)).list()).toEqual([]);
  });

  test("ends", async () => {
    await client.put("/emulator/settings", { visibilityDelayMs: 300 });
    const made = await client.post("/v1.0/applications", { displayName: "Soon" });
    const path = `/v1.0/applications/${String(made.get("id"))}`;
    await expect.poll(async () => (await client.get(path)).status, { timeout: 10_000 }).toBe(200);
  });
});
