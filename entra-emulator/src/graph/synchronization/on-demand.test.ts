import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator.ts";
import { ScimStub } from "../../engine/testing/scim-stub.ts";
import { createApplication, type TestApplication } from "../../testing/application.ts";
import { TestClient } from "../../testing/client.ts";
import { directory, user } from "../../testing/directory.ts";

const ann = "bbbbbbbb-0000-4000-8000-000000000001";
const ruleId = "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8";

let scim: ScimStub;
let emulator: Emulator;
let client: TestClient;
let app: TestApplication;

beforeAll(async () => {
  scim = await ScimStub.start();
  emulator = await startEmulator({
    directory: directory([user(ann, "Ann")]),
    settings: { automaticCycles: true },
  });
  client = await TestClient.of(emulator);
  app = await createApplication(client);
  await client.put(`${app.principalPath}/synchronization/secrets`, {
    value: [
      { key: "BaseAddress", value: scim.url },
      { key: "SecretToken", value: "t" },
      { key: "SyncAll", value: "true" },
    ],
  });
});

afterAll(async () => {
  await client.close();
  await emulator.close();
  await scim[Symbol.asyncDispose]();
});

function onDemand(subject: object) {
  return client.post(`${app.jobPath}/provisionOnDemand`, { parameters: [{ ruleId, subjects: [subject] }] });
}

test("one user is provisioned on demand, with the verdict as JSON in a string, five times in ten seconds", async () => {
  const answer = await onDemand({ objectId: ann, objectTypeName: "User" });
  expect(answer.status).toBe(200);
  expect(JSON.parse(String(answer.get("key")))).toMatchObject({ result: "Success" });
  expect(scim.resources.size).toBe(1);
  const members = Array.from({ length: 6 }, () => ({ objectId: ann, objectTypeName: "User" }));
  expect((await onDemand({ objectId: ann, objectTypeName: "Group", links: { members } })).status).toBe(400);
  await Promise.all([1, 2, 3].map(() => onDemand({ objectId: ann, objectTypeName: "User" })));
  const throttled = await onDemand({ objectId: ann, objectTypeName: "User" });
  expect(throttled.status).toBe(429);
  expect(Number(throttled.headers["retry-after"])).toBeGreaterThan(0);
});

test("a started job runs its first cycle by itself when cycles are automatic", async () => {
  await client.post(`${app.jobPath}/start`);
  await expect
    .poll(async () => (await client.get(app.jobPath)).get("status.lastExecution.state"), { timeout: 10_000 })
    .toBe("Succeeded");
  expect((await client.get(app.jobPath)).get("status.code")).toBe("Active");
});

test("credentials are tested at the endpoint, saved ones by their mask", async () => {
  const credentials = [
    { key: "BaseAddress", value: scim.url },
    { key: "SecretToken", value: "*" },
  ];
  scim.forget();
  expect((await client.post(`${app.jobPath}/validateCredentials`, { credentials })).status).toBe(204);
  expect(scim.requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer t", "Bearer t"]);
  scim.script = () => ({ status: 401 });
  const refused = await client.post(`${app.jobPath}/validateCredentials`, { useSavedCredentials: true });
  scim.script = () => null;
  expect([refused.status, refused.get("error.code")]).toEqual([400, "InvalidCredentials"]);
  expect(refused.get("error.message")).toContain(
    "SystemForCrossDomainIdentityManagementCredentialValidationFailure",
  );
});
