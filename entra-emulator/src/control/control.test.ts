import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { ScimStub } from "../engine/testing/scim-stub.ts";
import { createApplication } from "../testing/application.ts";
import { TestClient } from "../testing/client.ts";
import { addGroup } from "../tenant/groups.ts";
import { addUser } from "../tenant/users.ts";
import { directory, group, user } from "../testing/directory.ts";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ann = "bbbbbbbb-0000-4000-8000-000000000001";

let emulator: Emulator;
let client: TestClient;

beforeAll(async () => {
  emulator = await startEmulator({ directory: directory([user(ann, "Ann")]) });
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

afterEach(async () => {
  await client.put("/emulator/faults", []);
});

describe("faults", () => {
  test("answer what was asked for, so many times, then Graph answers again", async () => {
    const fault = {
      method: "GET",
      path: "/v1.0/users/*",
      status: 429,
      code: "TooManyRequests",
      retryAfter: 2,
      times: 2,
    };
    expect((await client.put("/emulator/faults", [fault])).status).toBe(204);
    const answers = [await client.get(`/v1.0/users/${ann}`), await client.get(`/v1.0/users/${ann}`)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect([answers[0]?.headers["retry-after"], answers[0]?.get("error.code")]).toEqual([
      "2",
      "TooManyRequests",
    ]);
    expect((await client.get(`/v1.0/users/${ann}`)).status).toBe(200);
  });

  test("end after their time, which begins with the first request that they meet", async () => {
    await client.put("/emulator/faults", [{ path: "/v1.0/users/*", status: 429, seconds: 0.2 }]);
    expect((await client.get(`/v1.0/users/${ann}`)).status).toBe(429);
    await expect.poll(async () => (await client.get(`/v1.0/users/${ann}`)).status).toBe(200);
  });

  test("only reach the method and path that they name", async () => {
    await client.put("/emulator/faults", [{ method: "POST", path: "/v1.0/**", status: 503 }]);
    const statuses = [
      await client.get(`/v1.0/users/${ann}`),
      await client.post("/beta/groups", {}),
      await client.post("/v1.0/users", {}),
      await client.post("/v1.0/directoryObjects/getByIds", { ids: [ann] }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 400, 503, 503]);
  });

  test("hold back the answer to what was done, until they are replaced", async () => {
    await client.put("/emulator/faults", [{ method: "POST", path: "/v1.0/groups", hold: true }]);
    const body = { displayName: "Held", mailNickname: "held", mailEnabled: false, securityEnabled: true };
    const answer = client.post("/v1.0/groups", body);
    await expect
      .poll(async () => (await client.get("/emulator/faults")).get("held"))
      .toEqual(["POST /v1.0/groups"]);
    const groups = [...emulator.store.tenant.groups.values()];
    expect(groups.map(({ displayName }) => displayName)).toContain("Held");
    await client.put("/emulator/faults", []);
    expect((await answer).status).toBe(201);
  });

  test("of a kind that does not exist are refused with what is wrong", async () => {
    const answer = await client.put("/emulator/faults", [{ path: "/v1.0/users", status: 42 }]);
    expect(answer.status).toBe(400);
    expect(answer.get("error.message")).toContain("status");
  });
});

describe("a connection", () => {
  test("stays open for longer than a busy client leaves it idle", async () => {
    const { headers } = await client.get(`/v1.0/users/${ann}`);
    expect(headers["keep-alive"]).toBe("timeout=75");
  });
});

describe("the request log", () => {
  test("has what was asked after a number, in order, without a secret", async () => {
    const app = await createApplication(client);
    const before = (await client.get("/emulator/requests")).get("requests");
    const last = Array.isArray(before) ? before.length : 0;
    await client.login({ client_secret: "s3cret-1" });
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [
        { key: "BaseAddress", value: "https://scim.example.com" },
        { key: "SecretToken", value: "s3cret-2" },
      ],
    });
    await client.post("/v1.0/users", { passwordProfile: { password: "s3cret-3" } });
    await client.login();
    const log = await client.get(`/emulator/requests?after=${last}`);
    expect(log.text).not.toContain("s3cret");
    expect(log.text).not.toContain(emulator.clientSecret);
    expect(log.get("requests")).toMatchObject([
      {
        seq: last + 1,
        method: "POST",
        status: 401,
        body: { grant_type: "client_credentials", client_secret: "***" },
      },
      {
        method: "PUT",
        status: 204,
        body: { value: [{ value: "https://scim.example.com" }, { key: "SecretToken", value: "***" }] },
      },
      { method: "POST", status: 400 },
      { status: 200 },
    ]);
  });
});

describe("the tenant", () => {
  test("looks as before once everything that was made is taken away", async () => {
    const before = await client.get("/emulator/tenant");
    const app = await createApplication(client);
    const resourceId = app.servicePrincipalId;
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [{ key: "SecretToken", value: "hush" }],
    });
    await client.post(`${app.principalPath}/appRoleAssignedTo`, {
      principalId: ann,
      resourceId,
      appRoleId: app.roleId,
    });
    const between = await client.get("/emulator/tenant");
    expect(between.text).not.toContain("hush");
    expect(between.get("appRoleAssignments")).toMatchObject([{ principalId: ann }]);
    await client.delete(`/v1.0/applications/${app.applicationId}`);
    expect((await client.get("/emulator/tenant")).text).toBe(before.text);
  });
});

describe("bad input", () => {
  test.each([
    ["POST", "/emulator/clock", { advance: "1 day" }],
    ["POST", "/emulator/clock", { advance: "P500D" }],
    ["PUT", "/emulator/settings", { permission: [] }],
    ["PUT", "/emulator/settings", { visibilityDelayMs: -1 }],
    ["POST", "/emulator/cycles", { job: "x" }],
    ["POST", "/v1.0/users", "{not json"],
  ] as const)("%s %s %j is refused", async (method, path, body) => {
    expect((await client.send(method, path, body)).status).toBe(400);
  });

  test("too large a body is refused", async () => {
    const answer = await client.post("/v1.0/groups", { description: "x".repeat(5_000_000) });
    expect([answer.status, answer.get("error.code")]).toEqual([413, "RequestEntityTooLarge"]);
  });

  test("a job that is not there is not found", async () => {
    expect((await client.post("/emulator/cycles", { jobId: "scim.x.y" })).status).toBe(404);
  });
});

describe("cycles", () => {
  test("run when asked and when the clock reaches them; who is deleted for 30 days is purged there too", async () => {
    await using scim = await ScimStub.start();
    const sent = () => scim.requests.map(({ method, url }) => `${method} ${url.split("?")[0]}`);
    const app = await createApplication(client, "Cycles");
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [
        { key: "BaseAddress", value: scim.url },
        { key: "SecretToken", value: "t" },
        { key: "SyncAll", value: "true" },
      ],
    });
    expect(
      (await client.post(`${app.jobPath}/validateCredentials`, { useSavedCredentials: true })).status,
    ).toBe(204);
    await client.post(`${app.jobPath}/start`);
    scim.forget();

    const report = await client.post("/emulator/cycles", { jobId: app.jobId });
    expect(report.get("cycles.0.users.created")).toBe(1);
    expect(sent()).toContain("POST /scim/Users");
    const log = await client.get(
      `/v1.0/auditLogs/provisioning?$filter=jobId eq '${app.jobId}' and sourceIdentity/id eq '${ann}'`,
    );
    expect(log.list()).toMatchObject([
      {
        provisioningAction: "create",
        sourceSystem: { id: expect.stringMatching(GUID), displayName: "Microsoft Entra ID" },
        targetSystem: { id: expect.stringMatching(GUID), displayName: "customappsso" },
      },
    ]);

    const before = String((await client.get("/emulator/clock")).get("now"));
    const moved = await client.post("/emulator/clock", { advance: "PT130M" });
    expect(Date.parse(String(moved.get("now"))) - Date.parse(before)).toBeGreaterThanOrEqual(7_800_000);
    expect(moved.get("cycles")).toHaveLength(3);

    await client.delete(`/v1.0/users/${ann}`);
    await client.post("/emulator/clock", { advance: "P29D" });
    expect(emulator.store.tenant.users.has(ann)).toBe(true);
    scim.forget();
    await client.post("/emulator/clock", { advance: "P2D" });
    expect(emulator.store.tenant.users.has(ann)).toBe(false);
    expect(sent()).toEqual([expect.stringMatching(/^DELETE \/scim\/Users\//)]);
  });

  test("write members in batches when the setting says so", async () => {
    await using scim = await ScimStub.start();
    const app = await createApplication(client, "Batches");
    await client.put(`${app.principalPath}/synchronization/secrets`, {
      value: [
        { key: "BaseAddress", value: scim.url },
        { key: "SecretToken", value: "t" },
        { key: "SyncAll", value: "true" },
      ],
    });
    await client.post(`${app.jobPath}/start`);
    for (const name of ["bo", "cy", "di"]) addUser(emulator.store, user(name, name));
    addGroup(emulator.store, group("team", "Team", ["bo", "cy", "di"]));
    await client.put("/emulator/settings", { membersPerPatch: 2 });
    const report = await client.post("/emulator/cycles", { jobId: app.jobId });
    await client.put("/emulator/settings", { membersPerPatch: 1 });
    expect([report.get("cycles.0.memberships.added"), report.get("cycles.0.requests.PATCH")]).toEqual([3, 2]);
  });
});
