import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { type ScimEndpoint, startScimEndpoint } from "../../testing/scim-endpoint.ts";
import { type PropertyMap, UNKNOWN } from "../../runtime/property-map/property-map.ts";

const TOKEN = "a-good-token";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let endpoint: ScimEndpoint;

beforeAll(async () => {
  entra = await EmulatedEntra.start();
  [plugin, endpoint] = await Promise.all([startPlugin(entra.environment), startScimEndpoint(TOKEN)]);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await endpoint[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

async function inputs(secretToken = TOKEN) {
  return { ...(await entra.makeJob()), baseAddress: endpoint.url, secretToken };
}

describe("ConnectionTest", () => {
  test("a test that Entra passes says when, and keeps the token a secret", async () => {
    const made = await plugin.create("ConnectionTest", await inputs());
    expect(made.outputs["testedAt"]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(made.secrets).toEqual(["secretToken"]);
  });

  test("a wrong token stops the deployment with the code, the cause and the fix, and without the token", async () => {
    const failed = plugin.create("ConnectionTest", await inputs("a-wrong-token"));
    await expect(failed).rejects.toThrow(/Step 8 of the guide \(Test Connection\) failed/);
    await expect(failed).rejects.toThrow(/CredentialValidationFailure/);
    await expect(failed).rejects.toThrow(/refused the token[\s\S]*admin portal/);
    await expect(failed).rejects.not.toThrow(/a-wrong-token/);
  });

  test("an address where nobody answers is told apart from a wrong token", async () => {
    const nobody = { ...(await inputs()), baseAddress: "http://127.0.0.1:9/scim" };
    await expect(plugin.create("ConnectionTest", nobody)).rejects.toThrow(
      /CredentialValidationUnavailable[\s\S]*firewall/,
    );
  });

  test("another URL or token tests again, another job is another test", async () => {
    const made = await plugin.create("ConnectionTest", await inputs());
    expect(await plugin.diff(made, made.inputs)).toEqual([]);
    expect(await plugin.diff(made, { ...made.inputs, secretToken: "b" })).toEqual(["secretToken: update"]);
    const dialect = { ...made.inputs, baseAddress: `${endpoint.url}?aadOptscim062020` };
    expect(await plugin.diff(made, dialect)).toEqual(["baseAddress: update"]);
    expect(await plugin.diff(made, { ...made.inputs, jobId: "scim.b" })).toEqual(["jobId: update replace"]);
    await expect(plugin.update(made, { ...made.inputs, secretToken: "b" })).rejects.toThrow(
      /refused the token/,
    );
    const retested = await plugin.update(made, dialect);
    expect(retested.outputs["baseAddress"]).toBe(`${endpoint.url}?aadOptscim062020`);
  });

  test("a preview calls nobody and does not know when the test will be", async () => {
    const given: PropertyMap = { ...(await inputs()), jobId: UNKNOWN };
    const requests = await entra.requestsDuring(async () => {
      const planned = await plugin.create("ConnectionTest", given, { preview: true });
      expect(planned.outputs["testedAt"]).toBe(UNKNOWN);
      expect(planned.outputs["jobId"]).toBe(UNKNOWN);
      expect(planned.secrets).toEqual(["secretToken"]);
    });
    expect(requests).toEqual([]);
  });

  test("all mistakes are told at once, by property; what is not known yet is none", async () => {
    const { problems } = await plugin.check("ConnectionTest", {
      servicePrincipalId: "/servicePrincipals/1",
      jobId: UNKNOWN,
      baseAddress: "scim.contoso.example",
      colour: "red",
    });
    expect(problems.map(({ property }) => property).toSorted()).toEqual([
      "baseAddress",
      "colour",
      "secretToken",
      "servicePrincipalId",
    ]);
  });

  test("it is gone when its job is gone", async () => {
    const job = await entra.makeJob();
    const made = await plugin.create("ConnectionTest", { ...(await inputs()), ...job });
    expect(await plugin.read(made)).toEqual(made);
    await entra.deleteJob(job);
    expect(await plugin.read(made)).toBeUndefined();
  });
});
