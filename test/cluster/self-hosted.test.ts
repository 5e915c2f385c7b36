import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppsV1Api, CoreV1Api } from "@kubernetes/client-node";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCycle } from "../../local/run/cycles.ts";
import { readTenant, scopeOf } from "../../local/run/tenant.ts";
import { startLoad } from "./load.ts";
import { keepProvisioning } from "./keep-provisioning.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const run = promisify(execFile);

/** Nobody answers at the issuer: it is asked when somebody signs in, not before. */
const CONSOLE = { issuer: "https://127.0.0.1:9/", clientId: "the-console" };
const CONSOLE_SECRET = "the-client-secret-of-the-console";

describe("a stack that hosts the service itself", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;

  beforeAll(async () => {
    world = await startSelfHosted(cleanup);
    world.settings.service["console"] = CONSOLE;
    world.secrets["service.console.clientSecret"] = CONSOLE_SECRET;
  });

  afterAll(async () => cleanup.disposeAsync());

  it("deploys the service, issues its token and starts provisioning into it, in one up", async () => {
    const { steps } = await world.up();
    const order = steps.map(({ type }) => type);
    expect(order.indexOf("kubernetes:helm.sh/v3:Release")).toBeLessThan(
      order.indexOf("entra-provisioning:index:ScimToken"),
    );
    expect(order.indexOf("entra-provisioning:index:ScimToken")).toBeLessThan(
      order.indexOf("entra-provisioning:index:ConnectionTest"),
    );
    const deployment = await world.cluster.config
      .makeApiClient(AppsV1Api)
      .readNamespacedDeployment({ name: "scim-service", namespace: "scim" });
    expect(deployment.status).toMatchObject({ readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2 });
  });

  it("has Entra provision everyone who is assigned", async () => {
    const { users, groups } = scopeOf(await readTenant(world.graph));
    const enabled = [...users.values()].filter(({ accountEnabled }) => accountEnabled);
    const cycle = await runCycle(world.graph);
    expect(cycle.users.created).toBe(enabled.length);
    expect(cycle.groups.created).toBe(groups.size);
  });

  it("serves the console to those who sign in at the issuer, and keeps for it what Entra asks for", async () => {
    for (const path of ["", "/tenants/default/people"]) {
      expect(await consolePage(world, path)).toMatchObject({ status: 303, location: "/console/sign-in" });
    }
    expect((await consolePage(world, "/sign-in")).text).toContain('href="/console/authorize"');
    const { status, text } = await consolePage(world, "/authorize");
    expect(status).toBe(502);
    expect(text).not.toContain(CONSOLE_SECRET);
    await expect
      .poll(() => keptOperations(world))
      .toEqual(expect.arrayContaining(["User.create", "Group.patch"]));
  });

  it("keeps every secret out of the stack's state and of the release's values", async () => {
    const state = await world.stack.call(["stack", "export"]);
    expect(state).not.toContain(new URL(world.postgres.url).password);
    expect(state).not.toContain(CONSOLE_SECRET);
    expect(state).toContain('"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"');
    const release = await run(inject("helm"), [
      "get",
      "values",
      "scim-service",
      "-n",
      "scim",
      "--kubeconfig",
      world.cluster.kubeconfig,
    ]);
    expect(release.stdout).not.toContain(new URL(world.postgres.url).password);
    expect(release.stdout).not.toContain(CONSOLE_SECRET);
  });

  it("has nothing to change the second time", async () => {
    const { changes } = await world.up();
    expect(Object.keys(changes)).toEqual(["same"]);
  });

  it("rotates the token twice under load, and refuses nobody", async () => {
    const load = await startLoad(world);
    const entra = keepProvisioning(world);
    for (const trigger of ["first", "second"]) {
      world.settings.service["tokenRotation"] = { trigger };
      const { steps } = await world.up();
      const token = steps
        .filter(({ type }) => type === "entra-provisioning:index:ScimToken")
        .map(({ op }) => op);
      expect(token).toEqual(["create-replacement", "replace", "delete-replaced"]);
    }
    const cycles = await entra.stop();
    await load.stop();

    expect(cycles).toBeGreaterThan(2);
    const { unavailable, broken, unexpected, acknowledged } = load.ledger;
    expect({ unavailable, broken, unexpected }).toEqual({ unavailable: 0, broken: 0, unexpected: [] });
    expect(acknowledged).toBeGreaterThan(100);
    expect(await load.lost()).toEqual([]);
  });

  it("takes everything away again", async () => {
    const { steps } = await world.stack.destroy(() => {}, new AbortController().signal);
    const order = steps.filter(({ op }) => op === "delete").map(({ type }) => type);
    expect(order.indexOf("entra-provisioning:index:ScimToken")).toBeLessThan(
      order.indexOf("kubernetes:helm.sh/v3:Release"),
    );
    const namespaces = await world.cluster.config.makeApiClient(CoreV1Api).listNamespace();
    expect(namespaces.items.map(({ metadata }) => metadata?.name)).not.toContain("scim");
  });
});

/** A page of the console, redirects not followed. */
async function consolePage({ balancer }: SelfHosted, path: string) {
  const reply = await fetch(`${balancer.url}/console${path}`, { redirect: "manual" });
  return { status: reply.status, location: reply.headers.get("location"), text: await reply.text() };
}

/** The operations of the requests that the service keeps for its console. */
async function keptOperations({ postgres }: SelfHosted): Promise<readonly string[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ operation: string }>(
      "select distinct operation from scim.requests",
    );
    return rows.map(({ operation }) => operation);
  } finally {
    await client.end();
  }
}
