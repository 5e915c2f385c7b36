import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createDatabase, type OwnDatabase } from "../../../test/support/database.ts";
import { type ServiceProcess, startScimService, validClients } from "../../../test/support/scim-service.ts";
import { type PropertyMap, UNKNOWN } from "../../runtime/property-map/property-map.ts";
import type { Deployed, PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";

let database: OwnDatabase;
let service: ServiceProcess;
let plugin: PluginProcess;
let client: Deployed;

beforeAll(async () => {
  database = await createDatabase(inject("postgresUrl"), "access_token");
  [service, plugin] = await Promise.all([startScimService({ databaseUrl: database.url }), startPlugin({})]);
  client = await plugin.create("ScimClient", clientInputs(), { name: "long-lived" });
});
afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await service.end("SIGTERM");
  await database.drop();
});

function clientInputs(more: object = {}) {
  return {
    adminUrl: service.origin,
    adminKey: service.adminKey,
    tenant: "contoso",
    label: "entra",
    validFor: "180d",
    ...more,
  };
}

function inputs({ outputs }: Deployed, more: PropertyMap = {}): PropertyMap {
  return {
    tokenAddress: `${service.origin}/oauth/token`,
    clientId: outputs["clientId"] ?? null,
    clientSecret: outputs["clientSecret"] ?? null,
    ...more,
  };
}

function textOf(outputs: PropertyMap, property: string): string {
  const value = outputs[property];
  return typeof value === "string" ? value : "";
}

async function statusFor({ outputs }: Deployed): Promise<number> {
  const authorization = `Bearer ${textOf(outputs, "accessToken")}`;
  return (await fetch(`${service.scimUrl}/Users`, { headers: { authorization } })).status;
}

describe("ScimClient", () => {
  test("is a client of the tenant with a secret that ends", () => {
    expect(client.secrets.toSorted()).toEqual(["adminKey", "clientSecret"]);
    expect(client.outputs["clientId"]).toBe(client.id);
    const days = (Date.parse(textOf(client.outputs, "expiresAt")) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(179);
    expect(days).toBeLessThanOrEqual(180);
  });

  test("a rotation makes the new one first; when the old one goes, its access tokens go with it", async () => {
    const old = await plugin.create("ScimClient", clientInputs({ rotation: "1" }));
    const ofOld = await plugin.create("AccessToken", inputs(old));
    expect(await plugin.diff(old, clientInputs({ rotation: "2" }))).toEqual(["rotation: update replace"]);
    const next = await plugin.create("ScimClient", clientInputs({ rotation: "2" }));
    const tokens = [ofOld, await plugin.create("AccessToken", inputs(next))];
    expect(await Promise.all(tokens.map(statusFor))).toEqual([200, 200]);
    await plugin.delete(old);
    await expect.poll(async () => Promise.all(tokens.map(statusFor))).toEqual([401, 200]);
    expect(await plugin.read(old)).toBeUndefined();
    expect(await plugin.read(next)).toEqual(next);
  });
});

describe("a ScimClient that was made and never recorded", () => {
  test("is revoked by the next of the same resource; one that is used stays valid", async () => {
    const tenant = "interrupted";
    const used = await plugin.create("ScimClient", clientInputs({ tenant }));
    await plugin.create("AccessToken", inputs(used));
    await plugin.create("ScimClient", clientInputs({ tenant, rotation: "2" }));
    const made = await plugin.create("ScimClient", clientInputs({ tenant, rotation: "2" }));
    expect(await validClients(service, tenant)).toEqual([used.id, made.id]);
  });
});

describe("AccessToken", () => {
  test("is a token by which Entra can begin, and a secret", async () => {
    const made = await plugin.create("AccessToken", inputs(client));
    expect(made.secrets.toSorted()).toEqual(["accessToken", "clientSecret"]);
    expect(await statusFor(made)).toBe(200);
    expect(Date.parse(textOf(made.outputs, "createdAt"))).toBeLessThanOrEqual(Date.now());
  });

  test("a preview asks for none", async () => {
    const planned = await plugin.create("AccessToken", inputs(client), { preview: true });
    expect(planned.outputs).toMatchObject({ accessToken: UNKNOWN, createdAt: UNKNOWN });
  });

  test.each([
    ["the client", { clientSecret: "wrong-secret-of-the-client" }, "The client is wrong: compare"],
    ["the scope", { scope: "everything" }, "The scope is wrong: leave it out"],
    ["the token address", { path: "/healthz" }, "The token address is wrong: what answers there is no OAuth"],
    ["an address that nobody has", { origin: "http://127.0.0.1:1" }, "is out of reach"],
  ])("says when %s is wrong, and never the secret", async (_, change, message) => {
    const { path = "/oauth/token", origin = service.origin, ...rest } = change as Record<string, string>;
    const failed = plugin.create(
      "AccessToken",
      inputs(client, { tokenAddress: `${origin}${path}`, ...rest }),
      { timeout: 1 },
    );
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/wrong-secret-of|scims_/);
  });
});
