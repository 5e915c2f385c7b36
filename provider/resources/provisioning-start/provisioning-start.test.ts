import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmulatedJob, EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { type ScimEndpoint, startScimEndpoint } from "../../testing/scim-endpoint.ts";

const TYPE = "ProvisioningStart";
const TOKEN = "a-good-token";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let endpoint: ScimEndpoint;
let job: EmulatedJob;

beforeAll(async () => {
  entra = await EmulatedEntra.start({
    users: [{ userPrincipalName: "ann@contoso.example", displayName: "Ann" }],
  });
  [plugin, endpoint] = await Promise.all([startPlugin(entra.environment), startScimEndpoint(TOKEN)]);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await endpoint[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

beforeEach(async () => {
  job = await entra.makeJob();
  await entra.setSecrets(job, endpoint.url, TOKEN);
});

function jobPath(): string {
  return `/servicePrincipals/${job.servicePrincipalId}/synchronization/jobs/${job.jobId}`;
}

async function schedule(): Promise<string> {
  return ((await entra.graph("GET", jobPath())) as { schedule: { state: string } }).schedule.state;
}

/** Runs cycles as time would, while something else goes on. */
async function withCycles<Result>(work: Promise<Result>): Promise<Result> {
  const { jobId } = job;
  const over = new AbortController();
  const running = (async () => {
    while (!over.signal.aborted) await entra.control("POST", "/cycles", { jobId });
  })();
  try {
    return await work;
  } finally {
    over.abort();
    await running;
  }
}

/** Somebody to provision, so that a cycle has to call the endpoint. */
async function assignSomebody(): Promise<void> {
  const { value } = (await entra.graph("GET", "/users")) as { value: { id: string }[] };
  const servicePrincipal = `/servicePrincipals/${job.servicePrincipalId}`;
  const { appRoles } = (await entra.graph("GET", servicePrincipal)) as { appRoles: { id: string }[] };
  await entra.graph("POST", `${servicePrincipal}/appRoleAssignedTo`, {
    principalId: value[0]?.id,
    resourceId: job.servicePrincipalId,
    appRoleId: appRoles[0]?.id,
  });
}

describe("ProvisioningStart", () => {
  test("creating it starts the job, deleting it pauses the job", async () => {
    const made = await plugin.create(TYPE, job);
    expect(await schedule()).toBe("Active");
    expect(made.outputs).toMatchObject({ status: "NotRun", schedule: "Active" });
    await plugin.delete(made);
    expect(await schedule()).not.toBe("Active");
  });

  test("a job paused by hand is drift, and is started again", async () => {
    const made = await plugin.create(TYPE, job);
    expect(await plugin.diff(made, job)).toEqual([]);
    await entra.graph("POST", `${jobPath()}/pause`);
    const live = await plugin.read(made);
    if (live === undefined) throw new Error("it was not found");
    expect(await plugin.diff(live, job)).toEqual(["schedule: update"]);
    await plugin.update(live, job);
    expect(await schedule()).toBe("Active");
  });

  test("a cycle that ran meanwhile is no drift", async () => {
    const made = await plugin.create(TYPE, job);
    await entra.control("POST", "/cycles", { jobId: job.jobId });
    const live = await plugin.read(made);
    expect(live?.outputs["lastCycle"]).toMatchObject({ state: "Succeeded" });
    expect(live && (await plugin.diff(live, job))).toEqual([]);
  });

  test("another text in restart restarts the job", async () => {
    const made = await plugin.create(TYPE, { ...job, restart: "1" });
    const requests = await entra.requestsDuring(() => plugin.update(made, { ...job, restart: "2" }));
    expect(requests).toContain(`POST /v1.0${jobPath()}/restart`);
  });

  test("waiting for the first cycle ends with it, and shows what it did", async () => {
    const made = await withCycles(plugin.create(TYPE, { ...job, waitForFirstCycle: true }, { timeout: 60 }));
    expect(made.outputs["lastCycle"]).toMatchObject({ state: "Succeeded", escrowed: 0 });
  });

  test("a first cycle that fails, or ends in quarantine, fails the deployment with Entra's reason", async () => {
    await assignSomebody();
    await entra.setSecrets(job, endpoint.url, "a-wrong-token");
    const failed = withCycles(plugin.create(TYPE, { ...job, waitForFirstCycle: true }, { timeout: 60 }));
    await expect(failed).rejects.toThrow(
      /(quarantine in its first cycle|first cycle failed): SystemForCrossDomainIdentityManagementInvalidCredentials/,
    );
    expect(await schedule()).toBe("Active");
  });

  test("a first cycle that takes too long fails with what to do", async () => {
    const failed = plugin.create(TYPE, { ...job, waitForFirstCycle: true }, { timeout: 1 });
    await expect(failed).rejects.toThrow(/not over after .* minutes[\s\S]*customTimeouts/);
    expect(await schedule()).toBe("Active");
  });

  test("waiting ends when the deployment is cancelled", async () => {
    await using own = await startPlugin(entra.environment);
    async function cancelOnceItWaits(): Promise<void> {
      await expect.poll(() => own.messages.at(-1)?.message).toMatch(/^first cycle: /);
      await own.cancel();
    }
    const waiting = own.create(TYPE, { ...job, waitForFirstCycle: true });
    await Promise.all([expect(waiting).rejects.toThrow("cancelled"), cancelOnceItWaits()]);
  });

  test("a job that is gone is read as gone, and deleting it is no error", async () => {
    const made = await plugin.create(TYPE, job);
    await entra.deleteJob(job);
    expect(await plugin.read(made)).toBeUndefined();
    await plugin.delete(made);
  });

  test("a running job can be imported, one that does not run cannot", async () => {
    const id = `${job.servicePrincipalId}/${job.jobId}`;
    expect(await plugin.import(TYPE, id)).toBeUndefined();
    const made = await plugin.create(TYPE, job);
    expect(await plugin.import(TYPE, id)).toEqual(made);
  });
});
