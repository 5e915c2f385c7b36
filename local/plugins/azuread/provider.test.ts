import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../entra-emulator/src/index.ts";
import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import { diffResource } from "./diff.ts";
import type { RetryPolicy } from "./graph/retry-policy.ts";
import { inputsOf } from "./plan.ts";
import { Provider } from "./provider.ts";

/** Quick, but patient enough for everything that the emulator lets one wait for. */
const retryPolicy: RetryPolicy = { backoff: 5, attempts: 4, settling: 100, poll: 5, visibility: 2000 };

const types = {
  application: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  role: "azuread:index/applicationAppRole:ApplicationAppRole",
  job: "azuread:index/synchronizationJob:SynchronizationJob",
  secret: "azuread:index/synchronizationSecret:SynchronizationSecret",
  assignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
} as const;
const template = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

let emulator: Emulator;
let provider: Provider;

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
});

async function configured(
  given: PropertyMap = { clientSecret: emulator.clientSecret },
  environment: Record<string, string> = {},
): Promise<Provider> {
  const configured = new Provider({
    retryPolicy,
    environment: {
      ARM_METADATA_HOSTNAME: `localhost:${emulator.port}`,
      ARM_TENANT_ID: emulator.tenantId,
      ARM_CLIENT_ID: emulator.clientId,
      ...environment,
    },
  });
  await configured.configure(given);
  return configured;
}

async function control(what: string, body: unknown): Promise<void> {
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${emulator.origin}/emulator/${what}`, init);
  expect(response.status).toBeLessThan(300);
}

async function create(name: keyof typeof types, inputs: PropertyMap) {
  const resource = provider.resource(types[name]);
  return { resource, ...(await provider.create(resource, inputs)) };
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
async function application() {
  const made = await instantiate();
  const { servicePrincipalId } = made;
  return { ...made, job: await create("job", { servicePrincipalId, templateId: "scim", enabled: false }) };
}

describe("the stand-in's login", () => {
  it("takes the provider's own configuration before the environment", async () => {
    const secret = { ARM_CLIENT_SECRET: "not-this-one" };
    await expect(configured({ clientSecret: emulator.clientSecret }, secret)).resolves.toBeInstanceOf(
      Provider,
    );
    await expect(configured({}, secret)).rejects.toThrow(/refused the login with status 401/);
  });

  it("takes a token of a CI system, from a file too", async () => {
    const file = path.join(path.dirname(emulator.caCertificateFile), "oidc-token");
    const claims = { iss: "https://ci.example", sub: "deploy", aud: "api://AzureADTokenExchange" };
    await writeFile(file, `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature\n`);
    const given = await configured({ useOidc: "true" }, { ARM_OIDC_TOKEN_FILE_PATH: file });
    const caller = await given.invoke(given.lookUp("azuread:index/getClientConfig:getClientConfig"), {});
    expect(caller).toMatchObject({ tenantId: emulator.tenantId, clientId: emulator.clientId });
    expect(caller["objectId"]).toMatch(/^[0-9a-f-]{36}$/);
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
    const { job } = await application();
    const { schedules: _, ...wanted } = job.state;
    await job.resource.update(job.id, { ...wanted, enabled: true }, {}, provider.graph);
    const live = (await job.resource.read(job.id, job.state, provider.graph)) ?? {};
    expect(live).toMatchObject({ enabled: true, schedules: [{ state: "Active" }] });
    expect(diffResource(job.resource, live, wanted, [])).toEqual([
      { path: "enabled", kind: "update", replaces: false },
    ]);
    expect(diffResource(job.resource, live, wanted, ["enabled"])).toEqual([]);
    const paused = await provider.update(job.resource, job.id, live, wanted);
    expect(paused).toMatchObject({ enabled: false });
  });

  it("is not seen in a secret's masked value, but in a secret that is gone", async () => {
    const { servicePrincipalId } = await application();
    const credentials = [
      { key: "SecretToken", value: "token" },
      { key: "BaseAddress", value: "https://scim.example.com" },
    ];
    const { resource, id, state } = await create("secret", { servicePrincipalId, credentials });
    expect(state["credentials"]).toEqual(credentials);
    expect(await resource.read(id, state, provider.graph)).toEqual(state);
    await resource.delete(id, { credentials: credentials.slice(0, 1) }, provider.graph);
    const live = (await resource.read(id, state, provider.graph)) ?? {};
    expect(live["credentials"]).toEqual(credentials.slice(1));
    expect(diffResource(resource, live, { servicePrincipalId, credentials }, [])).not.toEqual([]);
  });

  it("is a resource that is gone", async () => {
    const { id, job } = await application();
    await provider.resource(types.application).delete(id, {}, provider.graph);
    expect(await provider.resource(types.application).read(id, {}, provider.graph)).toBeUndefined();
    expect(await job.resource.read(job.id, job.state, provider.graph)).toBeUndefined();
    // What is gone already is deleted without complaint.
    await expect(job.resource.delete(job.id, job.state, provider.graph)).resolves.toBeUndefined();
  });
});

describe("import", () => {
  it("gives the inputs that a program would have", async () => {
    const { id, job } = await application();
    const resource = provider.resource(types.application);
    const state = (await resource.read(id, {}, provider.graph)) ?? {};
    expect(inputsOf(resource, state, {})).toEqual({ displayName: "SightCall", templateId: template });
    const jobState = (await job.resource.read(job.id, {}, provider.graph)) ?? {};
    expect(jobState).toEqual(job.state);
  });

  it("refuses an id of another form", async () => {
    const read = provider.resource(types.job).read("scim.1.2", {}, provider.graph);
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
    await expect(application()).rejects.toThrow(
      /unexpected status 403 with error: Authorization_RequestDenied: Insufficient privileges\nThe real plugin repeats/,
    );
  });

  it("are tried again where the server is busy or fails", async () => {
    await control("faults", [
      { path: "/v1.0/applicationTemplates/*/instantiate", status: 429, retryAfter: 0, times: 1 },
      { path: "/v1.0/applicationTemplates/*/instantiate", status: 503, times: 1 },
    ]);
    await expect(application()).resolves.toMatchObject({ id: expect.stringContaining("/instantiate/") });
  });

  it("do not stop a creation while the objects are not visible everywhere yet", async () => {
    await control("settings", { visibilityDelayMs: 200 });
    try {
      await expect(application()).resolves.toMatchObject({ id: expect.stringContaining("/instantiate/") });
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
    expect(role.state).toEqual(inputs);
    await expect(create("role", inputs)).rejects.toThrow(/exists already: import it/);
    const changed = await provider.update(role.resource, role.id, role.state, {
      ...inputs,
      description: "records",
    });
    expect(changed).toMatchObject({ description: "records" });
    await role.resource.delete(role.id, changed, provider.graph);
    expect(await role.resource.read(role.id, changed, provider.graph)).toBeUndefined();
    const lookUp = provider.lookUp("azuread:index/getApplication:getApplication");
    const { appRoles } = await provider.invoke(lookUp, { objectId: applicationId.split("/").at(-1) ?? "" });
    expect(appRoles).toHaveLength(2);
  });
});

describe("what the stand-in has not", () => {
  it("is named, with what it has", () => {
    expect(() => provider.resource("azuread:index/group:Group")).toThrow(
      /no resource .*; it answers for Application/,
    );
    expect(() => provider.lookUp("azuread:index/getDomains:getDomains")).toThrow(
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
