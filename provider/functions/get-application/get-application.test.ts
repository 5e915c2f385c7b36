import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import type { GetApplicationResult } from "../../sdk/index.ts";
import type { PropertyMap } from "../../runtime/property-map/property-map.ts";

let entra: EmulatedEntra;
let plugin: PluginProcess;

beforeAll(async () => {
  entra = await EmulatedEntra.start();
  plugin = await startPlugin(entra.environment);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

function getApplication(which: PropertyMap): Promise<GetApplicationResult> {
  return plugin.invoke("getApplication", which, true);
}

describe("getApplication", () => {
  test("one application is found by each of its names, with its roles, templates and jobs", async () => {
    const job = await entra.makeJob("Single sign-on");
    const { application } = await getApplication({ displayName: "Single sign-on" });
    expect(application).toMatchObject({
      servicePrincipalId: job.servicePrincipalId,
      displayName: "Single sign-on",
      templates: ["scim"],
      jobs: [{ id: job.jobId, templateId: "scim" }],
    });
    expect(application?.appRoles.map(({ displayName }) => displayName)).toContain("User");
    const others = [
      { objectId: job.servicePrincipalId },
      { objectId: application?.applicationId ?? "" },
      { clientId: application?.clientId ?? "" },
    ];
    for (const which of others) expect((await getApplication(which)).application).toEqual(application);
  });

  test("an application that is not there is told with its name", async () => {
    const { problem } = await getApplication({ displayName: "Nothing" });
    expect(problem).toMatch(/There is no enterprise application with the name "Nothing"/);
  });

  test("two of one name are told apart by client id", async () => {
    await entra.makeJob("Twin");
    await entra.makeJob("Twin");
    expect((await getApplication({ displayName: "Twin" })).problem).toMatch(
      /2 enterprise applications have the name "Twin"\. Name one by its client id: .* \(object id .*, .* \(object id/,
    );
  });

  test("an application that was made by plain registration cannot provision, and the way out is told", async () => {
    const application = (await entra.graph("POST", "/applications", { displayName: "Plain" })) as {
      appId: string;
    };
    await entra.graph("POST", "/servicePrincipals", { appId: application.appId });
    expect((await getApplication({ clientId: application.appId })).problem).toMatch(
      /"Plain" cannot provision[\s\S]*plain app registration[\s\S]*application\.displayName/,
    );
  });

  test("the templates of an application that was only just made are waited for", async () => {
    await entra.set({ visibilityDelayMs: 1500 });
    try {
      const template = "/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate";
      const made = (await entra.graph("POST", template, { displayName: "New" })) as {
        servicePrincipal: { id: string };
      };
      const found = await plugin.invoke("getApplication", { objectId: made.servicePrincipal.id });
      expect(found["application"]).toMatchObject({ templates: ["scim"] });
    } finally {
      await entra.set({ visibilityDelayMs: 0 });
    }
  });

  test("which one is meant must be said, and in one way", async () => {
    await expect(getApplication({})).rejects.toThrow(/exactly one/);
    await expect(getApplication({ displayName: "a", clientId: crypto.randomUUID() })).rejects.toThrow(
      /exactly one/,
    );
  });
});
