import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createDatabase, type OwnDatabase } from "../../../test/support/database.ts";
import { startHeldAnswers } from "../../../test/support/held-answers.ts";
import { type ServiceProcess, startScimService, validTokens } from "../../../test/support/scim-service.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import type { Deployed } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { startScriptedServer } from "../../runtime/testing/scripted-server.ts";
import { UNKNOWN } from "../../runtime/property-map/property-map.ts";

const TYPE = "ScimToken";

let database: OwnDatabase;
let service: ServiceProcess;
let plugin: PluginProcess;

beforeAll(async () => {
  database = await createDatabase(inject("postgresUrl"), "scim_token");
  [service, plugin] = await Promise.all([startScimService({ databaseUrl: database.url }), startPlugin({})]);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await service.end("SIGTERM");
  await database.drop();
});

function inputs(more: object = {}) {
  return {
    adminUrl: service.origin,
    adminKey: service.adminKey,
    tenant: "contoso",
    label: "entra",
    rotation: "1",
    ...more,
  };
}

/** The status that the service answers to a token. */
async function statusFor({ outputs }: Deployed): Promise<number> {
  const token = typeof outputs["token"] === "string" ? outputs["token"] : "";
  const response = await fetch(`${service.scimUrl}/Users`, { headers: { authorization: `Bearer ${token}` } });
  return response.status;
}

describe("ScimToken", () => {
  test("a token is issued for a tenant that did not exist, works, and is a secret", async () => {
    const made = await plugin.create(TYPE, inputs({ tenant: "fabrikam" }));
    expect(await statusFor(made)).toBe(200);
    expect(made.secrets.toSorted()).toEqual(["adminKey", "token"]);
    expect(made.outputs["tokenId"]).toBe(made.id);
  });

  test("deleting it revokes it, twice without harm", async () => {
    const made = await plugin.create(TYPE, inputs());
    await plugin.delete(made);
    expect(await statusFor(made)).toBe(401);
    await plugin.delete(made);
  });

  test("rotation makes a new token while the old one works on", async () => {
    const old = await plugin.create(TYPE, inputs());
    expect(await statusFor(old)).toBe(200);
    expect(await plugin.diff(old, inputs({ rotation: "2" }))).toEqual(["rotation: update replace"]);
    const next = await plugin.create(TYPE, inputs({ rotation: "2" }));
    expect(next.outputs["token"]).not.toBe(old.outputs["token"]);
    expect([await statusFor(old), await statusFor(next)]).toEqual([200, 200]);
    await plugin.delete(old);
    // The service may know a token for a second longer.
    await expect.poll(() => statusFor(old)).toBe(401);
    expect(await statusFor(next)).toBe(200);
  });

  test("a new one revokes what was never used of the same resource, whatever its label and rotation, and no other", async () => {
    const tenant = "interrupted";
    const [used, elsewhere] = [
      await plugin.create(TYPE, inputs({ tenant })),
      await plugin.create(TYPE, inputs({ tenant }), { name: "another" }),
    ];
    expect(await statusFor(used)).toBe(200);
    const lost = await plugin.create(TYPE, inputs({ tenant, rotation: "2" }));
    const made = await plugin.create(TYPE, inputs({ tenant, label: "renamed", rotation: "3" }));
    expect(await plugin.read(lost)).toBeUndefined();
    for (const kept of [used, elsewhere, made]) expect(await statusFor(kept)).toBe(200);
  });

  test("one whose answer was lost is revoked by the next", async () => {
    await using between = await startHeldAnswers(service.origin);
    const held = between.hold("POST", "/admin/api/tenants/lost/tokens");
    const [lost] = await Promise.allSettled([
      plugin.create(TYPE, inputs({ adminUrl: between.url, tenant: "lost" })),
      held.then(() => between.lose()),
    ]);
    expect(lost).toMatchObject({ reason: { message: expect.stringContaining(new URL(between.url).host) } });
    expect(await validTokens(service, "lost")).toHaveLength(1);
    const made = await plugin.create(TYPE, inputs({ adminUrl: between.url, tenant: "lost" }));
    expect(await validTokens(service, "lost")).toEqual([made.id]);
    expect(await statusFor(made)).toBe(200);
  });

  test("the longest label of the service leaves room for the mark", async () => {
    const made = await plugin.create(TYPE, inputs({ label: "ab".repeat(64) }));
    expect(await statusFor(made)).toBe(200);
  });

  test("another admin key is remembered and changes nothing else", async () => {
    const made = await plugin.create(TYPE, inputs());
    const key = inputs({ adminKey: "another-admin-key" });
    expect(await plugin.diff(made, key)).toEqual(["adminKey: update"]);
    const planned = await plugin.update(made, key, true);
    expect(planned.outputs["token"]).toBe(made.outputs["token"]);
    const updated = await plugin.update(made, key);
    expect(updated.outputs).toEqual({ ...made.outputs, adminKey: "another-admin-key" });
  });

  test("a token that was revoked by hand is read as gone", async () => {
    const made = await plugin.create(TYPE, inputs());
    expect(await plugin.read(made)).toEqual(made);
    await plugin.delete(made);
    expect(await plugin.read(made)).toBeUndefined();
  });

  test("an existing tenant keeps its settings", async () => {
    const headers = { authorization: `Bearer ${service.adminKey}`, "content-type": "application/json" };
    const tenants = `${service.origin}/admin/api/tenants`;
    await fetch(`${tenants}/strict`, { method: "PUT", headers, body: '{"strict":true}' });
    await plugin.create(TYPE, inputs({ tenant: "strict" }));
    const { tenants: listed } = (await (await fetch(tenants, { headers })).json()) as {
      tenants: { id: string; strict: boolean }[];
    };
    expect(listed.find(({ id }) => id === "strict")?.strict).toBe(true);
  });

  test("a wrong admin key is told without showing it", async () => {
    const failed = plugin.create(TYPE, inputs({ adminKey: "a-wrong-admin-key" }));
    await expect(failed).rejects.toThrow(
      /answered 401, The admin key is missing or wrong.*\. Check that the admin key/,
    );
    await expect(failed).rejects.not.toThrow(/a-wrong-admin-key/);
  });

  test("a preview issues nothing", async () => {
    const planned = await plugin.create(TYPE, inputs({ tenant: "planned" }), { preview: true });
    expect(planned.outputs).toMatchObject({ token: UNKNOWN, tokenId: UNKNOWN });
    expect(planned.secrets).toContain("token");
  });

  test("a service that is still starting is waited for", async () => {
    const token = { id: "1", token: "t", expiresAt: null };
    await using starting = await startScriptedServer(
      { status: 503 },
      { status: 200, body: {} },
      { status: 201, body: token },
      { status: 200, body: { tokens: [] } },
    );
    const made = await plugin.create(TYPE, inputs({ adminUrl: starting.url }));
    expect(made.outputs["token"]).toBe("t");
    expect(starting.requests.map(({ method }) => method)).toEqual(["PUT", "PUT", "POST", "GET"]);
  });

  test("an address where nobody answers fails when the operation's time is over", async () => {
    const failed = plugin.create(TYPE, inputs({ adminUrl: "http://127.0.0.1:9" }), { timeout: 1 });
    await expect(failed).rejects.toThrow(/127\.0\.0\.1:9 /);
  });

  test("an answer that is not this service's is told, and not shown", async () => {
    await using other = await startScriptedServer({ status: 200, body: { token: "" } });
    const failed = plugin.create(TYPE, inputs({ adminUrl: other.url }));
    await expect(failed).rejects.toThrow(
      "The admin URL answers, but not as this kit's SCIM service. Check the URL.",
    );
  });
});
