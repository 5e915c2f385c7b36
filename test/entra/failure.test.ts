import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { Contoso, type TestStack } from "./contoso.ts";
import { startEndpoint } from "./endpoint.ts";

const SMALLEST = { assignments: { groups: ["SightCall Users"] }, profile: "recording" };

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
});
afterAll(() => contoso[Symbol.asyncDispose]());

/** The tenant with its secrets as they are. */
async function everything() {
  return {
    tenant: await readWholeTenant(contoso.graph),
    secrets: structuredClone(contoso.emulator.store.tenant.secrets),
  };
}

/** Lets Graph refuse these calls until the work is done. */
async function whileRefused<T>(method: string, path: string, work: () => Promise<T>): Promise<T> {
  const fault = { method, path, status: 400, code: "BadRequest", message: "refused for a test" };
  await contoso.graph.request("PUT", "/emulator/faults", [fault]);
  try {
    return await work();
  } finally {
    await contoso.graph.request("PUT", "/emulator/faults", []);
  }
}

describe("an up that fails half-way", () => {
  let before: unknown;
  let stack: TestStack;

  beforeAll(async () => {
    before = await readWholeTenant(contoso.graph);
    stack = await contoso.stack("half-way", SMALLEST);
  });

  it("says which step failed, and has not started provisioning", async () => {
    const failed = whileRefused("PUT", "/v1.0/**/schema", () => stack.up());
    await expect(failed).rejects.toThrow("refused for a test");
    expect(JSON.stringify(await readWholeTenant(contoso.graph))).not.toContain('"state":"Active"');
  });

  it("is taken away by destroy without a trace", async () => {
    await stack.destroy();
    expect(await readWholeTenant(contoso.graph)).toEqual(before);
  });

  it("can be deployed again after that, and found as it is", async () => {
    expect(await stack.up()).toMatchObject({ create: expect.any(Number) });
    expect(Object.keys(await stack.up())).toEqual(["same"]);
  });

  it("is destroyed by the next destroy when one failed half-way", async () => {
    const failed = whileRefused("DELETE", "/v1.0/**/jobs/*", () => stack.destroy());
    await expect(failed).rejects.toThrow("refused for a test");
    await stack.destroy();
    expect(await readWholeTenant(contoso.graph)).toEqual(before);
  });
});

describe("another address or another token", () => {
  it("is tested before it replaces the one that works, so that a wrong one changes nothing", async () => {
    const stack = await contoso.stack("moved", SMALLEST);
    await stack.up();
    const second = await startEndpoint();
    try {
      await stack.configure({ ...SMALLEST, endpoint: { url: second.url } });
      const preview = await stack.preview();
      expect(preview).toMatch(/SynchronizationSecret/);
      expect(preview).toMatch(/ConnectionTest/);
      expect(preview).not.toMatch(/SynchronizationJob|AppRoleAssignment/);
      await stack.up();
      expect(Object.keys(await stack.up())).toEqual(["same"]);

      const before = await everything();
      await stack.stack.call(["config", "set", "--path", "--secret", "endpoint.token"], "another-token");
      await expect(stack.up()).rejects.toThrow(/refused the token[\s\S]*Entra keeps what it had/);
      expect(await everything()).toEqual(before);
      await stack.stack.call(["config", "set", "--path", "--secret", "endpoint.token"], second.token);
      await stack.up();
      expect(Object.keys(await stack.up())).toEqual(["same"]);
    } finally {
      await second[Symbol.asyncDispose]();
      await stack.destroy();
    }
  });
});
