import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { type EmulatedJob, EmulatedEntra } from "../../testing/emulator.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { type ScimEndpoint, startScimEndpoint } from "../../testing/scim-endpoint.ts";

const TYPE = "ProvisioningStart";
const TOKEN = "a-good-token";

const found = z.object({ value: z.array(z.object({ id: z.string() })).min(1) });
const principal = z.object({ appRoles: z.array(z.object({ id: z.string() })).min(1) });
const status = z.object({ status: z.object({ code: z.string() }) });

let entra: EmulatedEntra;
let plugin: PluginProcess;
let endpoint: ScimEndpoint;
let job: EmulatedJob;

beforeAll(async () => {
  const users = [{ userPrincipalName: "ann@contoso.example", displayName: "Ann" }];
  entra = await EmulatedEntra.start({ users });
  [plugin, endpoint] = await Promise.all([startPlugin(entra.environment), startScimEndpoint(TOKEN)]);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await endpoint[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

beforeEach(async () => {
  job = await entra.makeJob();
});

function jobPath(): string {
  return `/servicePrincipals/${job.servicePrincipalId}/synchronization/jobs/${job.jobId}`;
}

async function code(): Promise<string> {
  return status.parse(await entra.graph("GET", jobPath())).status.code;
}

/** Runs the job with a token that the endpoint refuses, until Entra has enough of it. */
async function quarantine(): Promise<void> {
  const servicePrincipal = `/servicePrincipals/${job.servicePrincipalId}`;
  const [user] = found.parse(await entra.graph("GET", "/users")).value;
  const [role] = principal.parse(await entra.graph("GET", servicePrincipal)).appRoles;
  await entra.graph("POST", `${servicePrincipal}/appRoleAssignedTo`, {
    principalId: user?.id,
    resourceId: job.servicePrincipalId,
    appRoleId: role?.id,
  });
  await entra.setSecrets(job, endpoint.url, "a-wrong-token");
  await entra.graph("POST", `${jobPath()}/start`);
  await entra.control("POST", "/cycles", { jobId: job.jobId });
  expect(await code()).toBe("Quarantine");
  await entra.setSecrets(job, endpoint.url, TOKEN);
}

test("a new token for a quarantined job is tested, and the message says how to end the quarantine", async () => {
  await quarantine();
  const inputs = { ...job, baseAddress: endpoint.url, secretToken: TOKEN };
  await plugin.create("ConnectionTest", inputs);
  expect(plugin.messages.at(-1)).toMatchObject({
    severity: "warning",
    message: expect.stringMatching(
      /keeps the job in quarantine[\s\S]*config set --path provisioning\.restart/,
    ),
  });
});

test("a new text in restart ends the quarantine, and the same text again does nothing", async () => {
  const made = await plugin.create(TYPE, job);
  await quarantine();
  const restarted = await plugin.update(made, { ...job, restart: "2026-11-27" });
  expect(await code()).not.toBe("Quarantine");
  expect(await plugin.diff(restarted, { ...job, restart: "2026-11-27" })).toEqual([]);
});

test("a start that is new ends the quarantine of the job that it finds", async () => {
  await quarantine();
  await plugin.create(TYPE, job);
  expect(await code()).not.toBe("Quarantine");
});

test("taking the text out restarts nothing", async () => {
  const made = await plugin.create(TYPE, { ...job, restart: "1" });
  const requests = await entra.requestsDuring(() => plugin.update(made, job));
  expect(requests).not.toContain(`POST /v1.0${jobPath()}/restart`);
});
