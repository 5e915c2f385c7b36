import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../entra-emulator/src/index.ts";
import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import type { Plugin } from "../../../provider/runtime/plugin.ts";
import { quietRun } from "../../../provider/runtime/testing/run.ts";
import { bridge, type BridgedContext } from "./bridge.ts";
import { diffResource } from "./diff.ts";
import { application } from "./graph/application.ts";
import { GRAPH_POLICY } from "./graph/client.ts";
import { inputsOf } from "./plan.ts";
import { azuread } from "./plugin.ts";
import type { Resource } from "./resource.ts";
import { applicationAppRole } from "./resources/application-app-role.ts";
import { applicationFromTemplate } from "./resources/application-from-template.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import { synchronizationJob } from "./resources/synchronization-job.ts";
import { synchronizationSecret } from "./resources/synchronization-secret.ts";

/** Quick, but with time enough for everything that the emulator lets one wait for. */
const policy = { ...GRAPH_POLICY, backoff: 5, attempts: 4, settling: 100, poll: 5, visibility: 2000 };

const resources: Record<"application" | "servicePrincipal" | "role" | "job" | "secret", Resource> = {
  application: applicationFromTemplate,
  servicePrincipal: servicePrincipalResource,
  role: applicationAppRole,
  job: synchronizationJob,
  secret: synchronizationSecret,
};
const template = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

let emulator: Emulator;
let provider: Plugin<BridgedContext>;
/** What a call of the configured provider works with. */
let context: BridgedContext;

beforeAll(async () => {
  emulator = await startEmulator();
  const authority = await readFile(emulator.caCertificateFile, "utf8");
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), authority]);
});

afterAll(async () => {
  await emulator.close();
});

beforeEach(async () => {
  await control("faults", []);
  provider = await configured();
  context = contextOf(provider);
});

function contextOf(configuredProvider: Plugin<BridgedContext>): BridgedContext {
  return configuredProvider.contextOf({ ...quietRun(), urn: "", preview: false, timeout: undefined });
}

async function configured(
  given: PropertyMap = { clientSecret: emulator.clientSecret },
  environment: Record<string, string> = {},
): Promise<Plugin<BridgedContext>> {
  const made = azuread(
    {
      ARM_METADATA_HOSTNAME: `localhost:${emulator.port}`,
      ARM_TENANT_ID: emulator.tenantId,
      ARM_CLIENT_ID: emulator.clientId,
      ...environment,
    },
    policy,
  );
  await made.configure(given, { ...quietRun(), urn: "", preview: false, timeout: undefined });
  return made;
}

async function control(what: string, body: unknown): Promise<void> {
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${emulator.origin}/emulator/${what}`, init);
  expect(response.status).toBeLessThan(300);
}

async function create(name: keyof typeof resources, inputs: PropertyMap) {
  const { id, outputs } = await bridge(resources[name]).create(inputs, context);
  return { resource: resources[name], id, state: outputs };
}

/** An application of the template: azuread's ids of it and of its service principal. */
async function instantiate(): Promise<{ id: string; applicationId: string; servicePrincipalId: string }> {
  const { id } = await create("application", { displayName: "SightCall", templateId: template });
  const [application = "", servicePrincipal = ""] = id.split("/").slice(-2);
  return {
    id,
    applicationId: `/applications/${application}`,
    servicePrincipalId: `/servicePrincipals/${servicePrincipal}`,
  };
}

/** An application with its job, stopped. */
async function applicationWithJob() {
  const made = await instantiate();
  const { servicePrincipalId } = made;
  return { ...made, job: await create("job", { servicePrincipalId, templateId: "scim", enabled: false }) };
}

describe("the stand-in's login", () => {
  it("takes the provider's own configuration before the environment", async () => {
    const secret = { ARM_CLIENT_SECRET: "not-this-one" };
    await expect(configured({ clientSecret: emulator.clientSecret }, secret)).resolves.toMatchObject({
      version: "6.9.1",
    });
    await expect(configured({}, secret)).rejects.toThrow(/refused the login with status 401/);
  });

  it("takes a token of a CI system, from a file too", async () => {
    const file = path.join(path.dirname(emulator.caCertificateFile), "oidc-token");
    const claims = { iss: "https://ci.example", sub: "deploy", aud: "api://AzureADTokenExchange" };
    await writeFile(file, `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature\n`);
    const given = await configured({ useOidc: "true" }, { ARM_OIDC_TOKEN_FILE_PATH: file });
    const caller = await given
      .function("azuread:index/getClientConfig:getClientConfig")
      ?.call({}, contextOf(given));
    expect(caller).toMatchObject({ tenantId: emulator.tenantId, clientId: emulator.clientId });
    expect(caller).toMatchObject({ objectId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it.each([
    ["login.microsoftonline.com", "the host named is login.microsoftonline.com"],
    ["localhost.example:443", "the host named is localhost.example:443"],
    ["", "no host is named"],
  ])("refuses to work on %j, which is not this machine", async (host, reason) => {
    await expect(configured({ clientSecret: "s" }, { ARM_METADATA_HOSTNAME: host })).rejects.toThrow(reason);
  });

  it.each(["ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"])(
    "names %s when it is missing",
    async (variable) => {
      const given: PropertyMap = variable === "ARM_CLIENT_SECRET" ? {} : { clientSecret: "s" };
      await expect(configured(given, { [variable]: "" })).rejects.toThrow(variable);
    },
  );
});

describe("drift", () => {
  it("is seen where a job was started elsewhere, and the job is paused again", async () => {
    const { job } = await applicationWithJob();
    const { schedules: _, id: _id, ...wanted } = job.state;
    await job.resource.update(job.id, { ...wanted, enabled: true }, {}, context.graph);
    const live = (await job.resource.read(job.id, job.state, context.graph)) ?? {};
    expect(live).toMatchObject({ enabled: true, schedules: [{ state: "Active" }] });
    expect(diffResource(job.resource, live, wanted, [])).toEqual([
      { property: "enabled", kind: "update", replaces: false },
    ]);
    expect(diffResource(job.resource, live, wanted, ["enabled"])).toEqual([]);
    const old = { id: job.id, inputs: wanted, outputs: live };
    const paused = await bridge(job.resource).update(old, wanted, [], context);
    expect(paused).toMatchObject({ enabled: false });
  });

  it("is not seen in a secret's masked value, but in a secret that is gone", async () => {
    const { servicePrincipalId } = await applicationWithJob();
    const credentials = [
      { key: "SecretToken", value: "token" },
      { key: "BaseAddress", value: "https://scim.example.com" },
    ];
    const { resource, id, state } = await create("secret", { servicePrincipalId, credentials });
    expect(state["credentials"]).toEqual(credentials);
    expect(await resource.read(id, state, context.graph)).toEqual(state);
    await resource.delete(id, { credentials: credentials.slice(0, 1) }, context.graph);
    const live = (await resource.read(id, state, context.graph)) ?? {};
    expect(live["credentials"]).toEqual(credentials.slice(1));
    expect(diffResource(resource, live, { servicePrincipalId, credentials }, [])).not.toEqual([]);
  });

  it("is a resource that is gone", async () => {
    const { id, job } = await applicationWithJob();
    await applicationFromTemplate.delete(id, {}, context.graph);
    expect(await applicationFromTemplate.read(id, {}, context.graph)).toBeUndefined();
    expect(await job.resource.read(job.id, job.state, context.graph)).toBeUndefined();
    // What is gone already is deleted without complaint.
    await expect(job.resource.delete(job.id, job.state, context.graph)).resolves.toBeUndefined();
  });
});

describe("import", () => {
  it("gives the inputs that a program would have", async () => {
    const { id, job } = await applicationWithJob();
    const resource = applicationFromTemplate;
    const state = (await resource.read(id, {}, context.graph)) ?? {};
    expect(inputsOf(resource, state, {})).toEqual({ displayName: "SightCall", templateId: template });
    const jobState = (await job.resource.read(job.id, {}, context.graph)) ?? {};
    expect(jobState).toEqual(job.state);
  });

  it("refuses an id of another form", async () => {
    const read = synchronizationJob.read("scim.1.2", {}, context.graph);
    await expect(read).rejects.toThrow(/is no id of the form \/servicePrincipals\/\{servicePrincipal\}/);
  });
});

describe("Graph's refusals", () => {
  it("are waited out where they mean that an application is still new", async () => {
    const { servicePrincipalId } = await instantiate();
    const job = { servicePrincipalId, templateId: "scim", enabled: true };
    await control("faults", [
      { method: "POST", path: "/v1.0/**/synchronization/jobs", status: 403, times: 2 },
    ]);
    expect((await create("job", job)).state).toMatchObject({ enabled: true });
  });

  it("fail soon where they stay, with Graph's own words", async () => {
    const fault = { status: 403, code: "Authorization_RequestDenied", message: "Insufficient privileges" };
    await control("faults", [{ method: "POST", path: "/v1.0/**/synchronization/jobs", ...fault }]);
    await expect(applicationWithJob()).rejects.toThrow(
      /unexpected status 403 with error: Authorization_RequestDenied: Insufficient privileges\nThe real plug-in repeats/,
    );
  });

  it("are tried again where the server is busy or fails", async () => {
    await control("faults", [
      { path: "/v1.0/applicationTemplates/*/instantiate", status: 429, retryAfter: 0, times: 1 },
      { path: "/v1.0/applicationTemplates/*/instantiate", status: 503, times: 1 },
    ]);
    await expect(applicationWithJob()).resolves.toMatchObject({
      id: expect.stringContaining("/instantiate/"),
    });
  });

  it("do not stop a creation while the objects are not visible everywhere yet", async () => {
    await control("settings", { visibilityDelayMs: 200 });
    try {
      await expect(applicationWithJob()).resolves.toMatchObject({
        id: expect.stringContaining("/instantiate/"),
      });
    } finally {
      await control("settings", { visibilityDelayMs: 0 });
    }
  });
});

describe("app roles", () => {
  it("are added, changed and taken out without touching the others", async () => {
    const { applicationId } = await instantiate();
    const inputs = {
      applicationId,
      roleId: "0f5b1c3e-0000-4000-8000-000000000001",
      allowedMemberTypes: ["User"],
      description: "recording",
      displayName: "recording",
      value: "recording",
    };
    const role = await create("role", inputs);
    expect(role.state).toEqual({ ...inputs, id: role.id });
    await expect(create("role", inputs)).rejects.toThrow(/exists already: import it/);
    const old = { id: role.id, inputs, outputs: role.state };
    const changed = await bridge(role.resource).update(
      old,
      { ...inputs, description: "records" },
      [],
      context,
    );
    expect(changed).toMatchObject({ description: "records" });
    await role.resource.delete(role.id, changed, context.graph);
    expect(await role.resource.read(role.id, changed, context.graph)).toBeUndefined();
    const { appRoles } = await context.graph.get(`/v1.0${applicationId}`, application);
    expect(appRoles).toHaveLength(2);
  });
});

describe("what the stand-in has not", () => {
  it("is named, with what it has", () => {
    expect(() => provider.resource("azuread:index/group:Group")).toThrow(
      /no resource .*; it answers for Application/,
    );
    expect(() => provider.function("azuread:index/getDomains:getDomains")).toThrow(
      /no function .*getClientConfig/,
    );
  });

  it("is a service principal that does not exist", async () => {
    const clientId = "99999999-0000-4000-8000-000000000009";
    await expect(create("servicePrincipal", { clientId, accountEnabled: true })).rejects.toThrow(
      /useExisting: true/,
    );
  });
});
