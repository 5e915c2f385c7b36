import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmulator } from "../emulator.ts";
import { createApplication } from "../testing/application.ts";
import { TestClient } from "../testing/client.ts";
import { directory, group, user } from "../testing/directory.ts";
import { newTenant } from "./new-tenant.ts";
import { parseTenant, serializeTenant, TenantFile } from "./persistence.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entra-emulator-test-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const people = directory([user("ann", "Ann")], [group("team", "Team", ["ann"])]);

test("a second run finds the tenant, its clock and its certificate authority as they were", async () => {
  const first = await startEmulator({ stateFolder: folder, directory: people });
  const client = await TestClient.of(first);
  const app = await createApplication(client);
  await client.put(`${app.principalPath}/synchronization/secrets`, {
    value: [{ key: "SecretToken", value: "hush" }],
  });
  await client.post("/emulator/clock", { advance: "P3D" });
  const before = await client.get("/emulator/tenant");
  const trusted = first.caCertificateFile;
  await client.close();
  await first.close();

  const second = await startEmulator({ stateFolder: folder });
  const again = await TestClient.of(second);
  expect(second.caCertificateFile).toBe(trusted);
  expect((await again.get("/emulator/tenant")).text).toBe(before.text);
  expect((await again.get(app.jobPath)).get("templateId")).toBe("scim");
  const ahead = Date.parse(String((await again.get("/emulator/clock")).get("now"))) - Date.now();
  expect(ahead).toBeGreaterThan(2.9 * 86_400_000);
  await again.close();
  await second.close();
});

test("keeps what holds secrets from everyone else, and leaves no half-written file", async () => {
  const emulator = await startEmulator({ stateFolder: folder, directory: people });
  await emulator.close();
  const modes = await Promise.all(
    ["tenant.json", "ca.key"].map(async (name) => (await stat(path.join(folder, name))).mode & 0o777),
  );
  expect(modes).toEqual([0o600, 0o600]);
  expect((await readdir(folder)).toSorted()).toEqual(["ca.key", "ca.pem", "tenant.json"]);
});

test("changes that come together are saved soon", async () => {
  const file = new TenantFile(folder, (error) => {
    throw error;
  });
  expect(await file.load()).toBeUndefined();
  const tenant = newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", people, []);
  file.saveSoon(tenant);
  tenant.displayName = "Renamed";
  file.saveSoon(tenant);
  await expect.poll(async () => (await file.load())?.displayName).toBe("Renamed");
});

test("the tenant is the same after it was written and read", () => {
  const tenant = newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", people, []);
  tenant.secrets.set("sp", new Map([["SyncAll", "true"]]));
  expect(parseTenant(serializeTenant(tenant), "tenant.json")).toEqual(tenant);
});

test.each(["{broken", '{"format":0,"tenant":{}}', '"text"'])(
  "refuses the file %s with the way out",
  async (text) => {
    await writeFile(path.join(folder, "tenant.json"), text);
    await expect(startEmulator({ stateFolder: folder })).rejects.toThrow(
      /Delete the file to begin with a fresh tenant/,
    );
  },
);

test("refuses a state folder or a certificate authority that is unusable with one sentence", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "");
  await expect(startEmulator({ stateFolder: file })).rejects.toThrow(
    `The state folder ${file} cannot be used`,
  );
  await writeFile(path.join(folder, "ca.pem"), "x");
  await writeFile(path.join(folder, "ca.key"), "x");
  await expect(startEmulator({ stateFolder: folder })).rejects.toThrow(/Delete ca.pem and ca.key/);
});

test("a port that is taken is named", async () => {
  const emulator = await startEmulator();
  await expect(startEmulator({ port: emulator.port })).rejects.toThrow(`Port ${emulator.port} is in use`);
  await emulator.close();
});
