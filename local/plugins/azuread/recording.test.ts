import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type PropertyMap,
  type PropertyValue,
  UNKNOWN,
} from "../../../provider/runtime/property-map/property-map.ts";
import { type Deployed, PluginProcess } from "../../../provider/runtime/testing/plugin-process.ts";
import { ids } from "./testing/answers.ts";

import { type RecordedGraph, startRecordedGraph } from "./testing/recorded-graph.ts";
import { type RecordedRequest, recording } from "./testing/recording.ts";

const types = {
  application: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
  role: "azuread:index/applicationAppRole:ApplicationAppRole",
  job: "azuread:index/synchronizationJob:SynchronizationJob",
  secret: "azuread:index/synchronizationSecret:SynchronizationSecret",
  assignment: "azuread:index/appRoleAssignment:AppRoleAssignment",
} as const;

/** The recorded program's resources; what comes from another resource is given. */
const inputs = {
  application: { displayName: "SightCall Provisioning", templateId: ids.template },
  servicePrincipal: (clientId: PropertyValue): PropertyMap => ({
    clientId,
    useExisting: true,
    appRoleAssignmentRequired: true,
    notes: "managed",
    featureTags: [{ enterprise: true, hide: true }],
  }),
  role: (applicationId: PropertyValue): PropertyMap => ({
    applicationId,
    roleId: ids.role,
    allowedMemberTypes: ["User"],
    description: "recording",
    displayName: "recording",
    value: "recording",
  }),
  job: (servicePrincipalId: PropertyValue): PropertyMap => ({
    servicePrincipalId,
    templateId: "scim",
    enabled: false,
  }),
  secret: (servicePrincipalId: PropertyValue, token: PropertyValue): PropertyMap => ({
    servicePrincipalId,
    credentials: [
      { key: "BaseAddress", value: "https://scim.example.com/scim/v2" },
      { key: "SecretToken", value: token },
      { key: "SyncAll", value: "false" },
      {
        key: "SyncNotificationSettings",
        value: '{"Enabled":false,"DeleteThresholdEnabled":true,"DeleteThresholdValue":50}',
      },
    ],
  }),
  assignment: (resourceObjectId: PropertyValue, principalObjectId: PropertyValue): PropertyMap => ({
    appRoleId: ids.role,
    principalObjectId,
    resourceObjectId,
  }),
};

let folder: string;
let graph: RecordedGraph;
/** The plug-in's process of the phase. */
let plugin: PluginProcess;
/** What the recorded `up` deploys, by name. */
let stack: Record<keyof typeof types | "userAssignment", Deployed>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "azuread-recording-"));
  graph = await startRecordedGraph(folder);
});

afterAll(async () => {
  await graph.close();
  await rm(folder, { recursive: true });
});

/** Runs a phase in a plug-in process of its own, as the engine does, and compares its requests with the recording's. */
async function replay(phase: string, run: () => Promise<void>): Promise<void> {
  graph.begin(phase);
  const calls: number[] = [];
  const environment = {
    SSL_CERT_FILE: graph.caCertificateFile,
    ARM_METADATA_HOSTNAME: graph.host,
    ARM_TENANT_ID: ids.tenant,
    ARM_CLIENT_ID: ids.client,
    ARM_CLIENT_SECRET: "secret",
  };
  {
    await using started = await PluginProcess.start({
      executable: new URL("pulumi-resource-azuread", import.meta.url),
      environment,
      tokenOf: (name) => (name.includes(":") ? name : `azuread:index/${name}:${name}`),
      onCall: () => calls.push(graph.received.length),
    });
    plugin = started;
    await run();
  }
  const recorded = recording.get(phase) ?? [];
  expect(withoutPolls(graph.received)).toEqual(withoutPolls(recorded));
  expect(writes(graph.received)).toEqual(writes(recorded));
  for (const [at, from] of calls.entries()) {
    const sent = graph.received.slice(from, calls[at + 1]).map(line);
    expect(recordedLater(sent, recorded.map(line))).toEqual([]);
  }
}

function line({ method, url }: RecordedRequest): string {
  return `${method} ${url}`;
}

/** Of the requests of one call those that the recording has not after the ones before; polls count once. */
function recordedLater(sent: readonly string[], recorded: readonly string[]): string[] {
  let from = 0;
  return sent.filter((each, at) => {
    if (each === sent[at - 1]) return false;
    const found = recorded.indexOf(each, from);
    if (found !== -1) from = found + 1;
    return found === -1;
  });
}

/** Every request once and in an order of its own: how often something is looked at again is up to the plug-in. */
function withoutPolls(requests: readonly RecordedRequest[]): string[] {
  return [
    ...new Set(
      requests.map(({ method, url, body, status, headers }) =>
        JSON.stringify({ method, url, status, body: sortKeys(body), headers: sortKeys(headers) }),
      ),
    ),
  ].toSorted();
}

/** The requests that change something, in their order. */
function writes(requests: readonly RecordedRequest[]): Pick<RecordedRequest, "method" | "url" | "body">[] {
  return requests
    .filter(({ method }) => method !== "GET")
    .map(({ method, url, body }) => ({ method, url, body }));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, each]) => [key, sortKeys(each)]));
}

/** Checks the inputs and creates the resource with what comes of them. */
async function create(type: string, news: PropertyMap, preview = false): Promise<Deployed> {
  const { inputs, problems } = await plugin.check(type, news);
  expect(problems).toEqual([]);
  return plugin.create(type, inputs, { preview });
}

function text(properties: PropertyMap, name: string): string {
  const value = properties[name];
  if (typeof value !== "string") throw new TypeError(`${name} must be a text`);
  return value;
}

describe("the recording of the real plugin, replayed", () => {
  it("preview: logs in, and asks nothing for resources that are not there yet", async () => {
    await replay("preview", async () => {
      await plugin.invoke("getClientConfig", {});
      const application = await create(types.application, inputs.application, true);
      expect(application).toMatchObject({
        id: "",
        outputs: { ...inputs.application, applicationObjectId: UNKNOWN },
      });
      await create(types.servicePrincipal, inputs.servicePrincipal(UNKNOWN), true);
      await create(types.role, inputs.role(UNKNOWN), true);
      const job = await create(types.job, inputs.job(UNKNOWN), true);
      expect(job.outputs).toEqual({ ...inputs.job(UNKNOWN), schedules: UNKNOWN });
      const secret = await create(types.secret, inputs.secret(UNKNOWN, UNKNOWN), true);
      expect(secret.secrets).toEqual([0, 1, 2, 3].map((at) => `credentials[${at}].value`));
      await create(types.assignment, inputs.assignment(UNKNOWN, ids.group), true);
    });
  });

  it("up: creates in the same steps, with the real plugin's ids", async () => {
    await replay("up", async () => {
      await plugin.invoke("getClientConfig", {});
      const application = await create(types.application, inputs.application);
      const role = await create(types.role, inputs.role(text(application.outputs, "applicationId")));
      const servicePrincipal = await create(
        types.servicePrincipal,
        inputs.servicePrincipal(ids.applicationClient),
      );
      const job = await create(types.job, inputs.job(servicePrincipal.id));
      const secret = await create(types.secret, inputs.secret(servicePrincipal.id, "token-1"));
      const objectId = text(servicePrincipal.outputs, "objectId");
      const assignment = await create(types.assignment, inputs.assignment(objectId, ids.group));
      const userAssignment = await create(types.assignment, inputs.assignment(objectId, ids.user));
      stack = { application, servicePrincipal, role, job, secret, assignment, userAssignment };
    });
    const owner = `/servicePrincipals/${ids.servicePrincipal}`;
    expect(Object.values(stack).map(({ id }) => id)).toEqual([
      `/applicationTemplates/${ids.template}/instantiate/${ids.application}/${ids.servicePrincipal}`,
      owner,
      `/applications/${ids.application}/appRoles/${ids.role}`,
      `${owner}/synchronization/jobs/${ids.job}`,
      owner,
      `${owner}/appRoleAssignedTo/${ids.groupAssignment}`,
      `${owner}/appRoleAssignedTo/${ids.userAssignment}`,
    ]);
    expect(stack.servicePrincipal.outputs).toMatchObject({
      objectId: ids.servicePrincipal,
      clientId: ids.applicationClient,
      appRoleIds: { recording: ids.role },
      // A set, so in an order of its own; and what Graph has of single sign-on, be it empty.
      tags: ["HideApp", "WindowsAzureActiveDirectoryIntegratedApp"],
      samlSingleSignOn: { relayState: "" },
    });
    expect(stack.secret.outputs).toEqual({
      ...inputs.secret(stack.servicePrincipal.id, "token-1"),
      id: stack.secret.id,
    });
    expect(stack.secret.secrets).toContain("credentials[1].value");
  });

  it("up again: logs in, and finds nothing to change", async () => {
    await replay("up, nothing to change", async () => {
      await plugin.invoke("getClientConfig", {});
      for (const deployed of Object.values(stack))
        expect(await plugin.diff(deployed, deployed.inputs)).toEqual([]);
    });
  });

  it("refresh: reads each resource and finds it as it was", async () => {
    await replay("refresh", async () => {
      for (const deployed of Object.values(stack)) expect(await plugin.read(deployed)).toEqual(deployed);
    });
  });

  it("up with another token: writes all secrets, and shows which one changes", async () => {
    await replay("up, token changed", async () => {
      await plugin.invoke("getClientConfig", {});
      const news = inputs.secret(stack.servicePrincipal.id, "token-2");
      expect(await plugin.diff(stack.secret, news)).toEqual(["credentials[1].value: update"]);
      stack.secret = await plugin.update(stack.secret, news);
    });
    expect(stack.secret.outputs).toEqual({
      ...inputs.secret(stack.servicePrincipal.id, "token-2"),
      id: stack.secret.id,
    });
  });

  it("destroy: takes everything back in the same steps, the reused service principal too", async () => {
    await replay("destroy", async () => {
      await plugin.delete(stack.userAssignment);
      await plugin.delete(stack.assignment);
      await plugin.delete(stack.secret);
      await plugin.delete(stack.job);
      await plugin.delete(stack.servicePrincipal);
      await plugin.delete(stack.role);
      await plugin.delete(stack.application);
    });
    expect(graph.received.at(-1)).toMatchObject({
      method: "DELETE",
      url: `/v1.0/applications/${ids.application}`,
    });
  });
});
