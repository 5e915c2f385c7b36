import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppsV1Api, CoreV1Api, NetworkingV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCycle } from "../../local/run/cycles.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { Program } from "../package/program.ts";
import { readStackExample } from "../package/stack-example.ts";
import { startPostgresOperator } from "./postgres-operator.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const EXAMPLES = path.resolve(import.meta.dirname, "../../examples");
const NEVER = new AbortController().signal;

const cleanup = new AsyncDisposableStack();
let world: SelfHosted;

beforeAll(async () => {
  world = await startSelfHosted(cleanup);
});
afterAll(() => cleanup.disposeAsync());

describe("the stack of Pulumi.self-hosted.yaml", () => {
  beforeAll(async () => {
    cleanup.defer(await startPostgresOperator(world));
    const { service, ...settings } = await readStackExample("self-hosted");
    // The example as it is, but for where Entra reaches the service: an Ingress wants a name.
    const publicUrl = world.balancer.url.replace("127.0.0.1", "localhost");
    const values = { ...settings, service: { ...service, publicUrl } };
    await world.stack.configure({ values, secrets: {} });
  });

  it("is deployed, and provisions into the service behind its Ingress", async () => {
    await deploy();
    const ingresses = world.cluster.config.makeApiClient(NetworkingV1Api);
    expect(await ingresses.listNamespacedIngress({ namespace: "scim" })).toMatchObject({
      items: [{ spec: { tls: [{ secretName: "scim-tls" }] } }],
    });
    expect((await runCycle(world.graph)).users.created).toBeGreaterThan(0);
  });

  it("has nothing to change the second time", async () => {
    expect(Object.keys((await deploy()).changes)).toEqual(["same"]);
  });

  it("keeps the database until somebody says otherwise, and then takes everything away", async () => {
    await expect(world.stack.destroy(() => {}, NEVER)).rejects.toThrow("it is protected");
    await world.stack.call(["state", "unprotect", "--all", "--yes"]);
    expect(Object.keys((await world.stack.destroy(() => {}, NEVER)).changes)).toEqual(["delete"]);
    expect(await namespaces()).not.toContain("scim");
  });
});

describe("a program in YAML with the component ScimService", () => {
  let program: Program;
  let database: OwnDatabase;

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "self-hosted-yaml-"));
    cleanup.defer(() => rm(folder, { recursive: true }));
    program = await Program.open(path.join(EXAMPLES, "self-hosted-yaml"), folder, world.providers);
    await program.pulumi(["config", "set", "publicUrl", world.balancer.url]);
    // Nobody is in it yet: what the stack before has provisioned is in another one.
    database = await createDatabase(world.postgres.url, "program");
    await program.pulumi(["config", "set", "--secret", "databaseUrl", database.url]);
  });

  it("deploys the service, and Entra provisions into it", async () => {
    const { outputs } = await program.up();
    expect(outputs).toEqual({ tenantUrl: `${world.balancer.url}/scim/v2`, health: expect.any(String) });
    const deployments = world.cluster.config.makeApiClient(AppsV1Api);
    expect(
      await deployments.readNamespacedDeployment({ name: "scim-service", namespace: "scim" }),
    ).toMatchObject({ status: { readyReplicas: 2 } });
    expect((await runCycle(world.graph)).users.created).toBeGreaterThan(0);
  });

  it("keeps the connection string and the token out of the state", async () => {
    const state = await program.pulumi(["stack", "export"]);
    expect(state).toContain("entra-scim-kit:index:ScimService");
    const { password } = new URL(database.url);
    expect(state).not.toContain(password);
    expect(await program.pulumi(["stack", "export", "--show-secrets"])).toContain(password);
  });

  it("finds nothing to change the second time", async () => {
    expect(Object.keys((await program.up()).changes)).toEqual(["same"]);
  });

  it("takes everything away again", async () => {
    expect(Object.keys((await program.destroy()).changes)).toEqual(["delete"]);
    expect(await namespaces()).not.toContain("scim");
  });
});

function deploy() {
  return world.stack.up(() => {}, NEVER);
}

async function namespaces(): Promise<(string | undefined)[]> {
  const { items } = await world.cluster.config.makeApiClient(CoreV1Api).listNamespace();
  return items.map(({ metadata }) => metadata?.name);
}
