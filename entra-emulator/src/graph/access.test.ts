import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { createApplication } from "../testing/application.ts";
import { TestClient } from "../testing/client.ts";

let emulator: Emulator;
let client: TestClient;

beforeAll(async () => {
  emulator = await startEmulator();
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

async function grant(permissions: readonly string[], directoryRoles: readonly string[] = []): Promise<void> {
  await client.put("/emulator/settings", { permissions, directoryRoles });
  await client.login();
}

beforeEach(async () => {
  await grant(["Application.ReadWrite.All", "User.Read.All"]);
});

describe("permissions", () => {
  test("are those of the token: a new one is needed after they changed", async () => {
    await client.put("/emulator/settings", { permissions: [] });
    expect((await client.get("/v1.0/users")).status).toBe(200);
    await client.login();
    const refused = await client.get("/v1.0/users");
    expect([refused.status, refused.get("error.code")]).toEqual([403, "Authorization_RequestDenied"]);
  });

  test("that the token lacks are refused for each kind of call", async () => {
    const app = await createApplication(client);
    const assignment = { principalId: app.appId, resourceId: app.servicePrincipalId, appRoleId: app.roleId };
    const answers = await Promise.all([
      client.get("/v1.0/groups"),
      client.post(`${app.principalPath}/appRoleAssignedTo`, assignment),
      client.post(`${app.jobPath}/provisionOnDemand`, {}),
      client.get("/v1.0/auditLogs/provisioning"),
      client.post("/v1.0/users", {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 401, 403, 403]);
  });

  test("that the token lacks are 401 on the paths of synchronization, as Graph says it there", async () => {
    const app = await createApplication(client);
    await grant(["Synchronization.Read.All"]);
    const answers = await Promise.all([
      client.get(app.jobPath),
      client.post(`${app.jobPath}/start`),
      client.put(`${app.principalPath}/synchronization/secrets`, { value: [] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(answers[1]?.get("error.code")).toBe("Unauthorized");
  });

  test("for owned applications only reach what the caller owns", async () => {
    const other = await createApplication(client, "Someone else's");
    await grant(["Application.ReadWrite.OwnedBy"]);
    const own = await createApplication(client, "Own");
    const foreign = emulator.store.tenant.servicePrincipals.get(other.servicePrincipalId);
    foreign?.owners.clear();
    expect((await client.get(own.jobPath)).status).toBe(200);
    expect((await client.get(other.jobPath)).status).toBe(401);
    expect((await client.get(other.principalPath)).status).toBe(403);
  });

  test("may come from a directory role of the caller", async () => {
    await grant([], ["Cloud Application Administrator"]);
    const app = await createApplication(client);
    expect((await client.get(app.jobPath)).status).toBe(200);
    expect((await client.get("/v1.0/auditLogs/provisioning")).status).toBe(403);
  });

  test("can be read back as app role assignments, and roles as memberships", async () => {
    await grant(["Directory.Read.All"], ["Reports Reader"]);
    const [self] = (
      await client.get(`/v1.0/servicePrincipals?$filter=appId eq '${emulator.clientId}'`)
    ).list();
    const path = `/v1.0/servicePrincipals/${String(self?.["id"])}`;
    const granted = (await client.get(`${path}/appRoleAssignments`)).list();
    expect(granted.map((each) => each["resourceDisplayName"])).toEqual(["Microsoft Graph"]);
    const roles = (await client.get(`${path}/transitiveMemberOf/microsoft.graph.directoryRole`)).list();
    expect(roles.map((each) => each["displayName"])).toEqual(["Reports Reader"]);
    const assigned = await client.get(
      "/v1.0/roleManagement/directory/roleAssignments?$expand=roleDefinition",
    );
    expect(assigned.get("value.0.roleDefinition.displayName")).toBe("Reports Reader");
  });
});

describe("tokens", () => {
  test("carry the claims that clients read, in three parts", () => {
    const parts = client.token.split(".");
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString());
    expect(parts).toHaveLength(3);
    expect(claims).toMatchObject({
      tid: emulator.tenantId,
      appid: emulator.clientId,
      roles: ["Application.ReadWrite.All", "User.Read.All"],
    });
    expect(claims).toHaveProperty("oid");
  });

  test.each(["", "Bearer ", "Bearer a.b.c", "Basic abc"])(
    "such as '%s' are refused",
    async (authorization) => {
      const answer = await client.get("/v1.0/users", { authorization });
      expect([answer.status, answer.get("error.code")]).toEqual([401, "InvalidAuthenticationToken"]);
    },
  );

  test("that were tampered with are refused", async () => {
    const [head, , signature] = client.token.split(".");
    const payload = Buffer.from(JSON.stringify({ oid: "x", appid: "x", roles: ["User.Read.All"], exp: 9e9 }));
    const forged = `${head}.${payload.toString("base64url")}.${signature}`;
    expect((await client.get("/v1.0/users", { authorization: `Bearer ${forged}` })).status).toBe(401);
  });
});
