import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { CoreV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCycle } from "../../local/run/cycles.ts";
import { killProcessTree } from "../entra/process-tree.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const run = promisify(execFile);

/* The engine is killed, and helm with it, when Helm has noted what it is at. The tests are one story. */

describe("an up of a self-hosted stack that was killed", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;

  beforeAll(async () => {
    world = await startSelfHosted(cleanup, { operators: false });
  });
  afterAll(async () => cleanup.disposeAsync());

  it("while Helm installed is told by the next, with the one command that makes way", async () => {
    await killedAt("pending-install");
    expect(await makeWay()).toContain(
      `Helm's release "scim/scim-service" is pending-install and not in the stack's state`,
    );
  });

  it("when Helm had installed, and the state did not have it yet, is finished after the command", async () => {
    await killedAt("deployed");
    expect(await makeWay()).toContain(
      `Helm's release "scim/scim-service" is deployed and not in the stack's state`,
    );
    await world.up();
    await expectFinished();
  });

  it("while Helm upgraded is finished after the command", async () => {
    world.settings.service["replicas"] = 3;
    await killedAt("pending-upgrade");
    expect(await makeWay()).toContain(
      `Helm's release "scim/scim-service" is pending-upgrade, and Helm refuses`,
    );
    await world.up();
    await expectFinished();
  });

  /** Kills the engine when Helm has noted this. It is stopped before, so that its state does not have what is done. */
  async function killedAt(status: string): Promise<void> {
    let engine = 0;
    const ended = world
      .up((event) => {
        if (event.kind === "engine") engine = event.pid;
      })
      .then(
        () => "it was done",
        (error: unknown) => String(error),
      );
    const early = await Promise.race([ended, helmHasNoted(/pending/)]);
    if (early !== undefined) throw new Error(`Helm was never at work: ${early}`);
    process.kill(engine, "SIGSTOP");
    await helmHasNoted(new RegExp(status));
    await killProcessTree(engine);
    await ended;
  }

  async function helmHasNoted(pattern: RegExp): Promise<void> {
    await expect
      .poll(async () => (await statuses()).join(), { interval: 50, timeout: 150_000 })
      .toMatch(pattern);
  }

  /** Why the next `up` is refused; what it says to run is run. */
  async function makeWay(): Promise<string> {
    const refused = await world.up().then(
      () => "nothing",
      (error: unknown) => String(error),
    );
    const [, command = ""] = /`kubectl ([^`]+)`/.exec(refused) ?? [];
    await run(inject("kubectl"), [...command.split(" "), "--kubeconfig", world.cluster.kubeconfig]);
    return refused;
  }

  async function expectFinished(): Promise<void> {
    expect(Object.keys((await world.up()).changes)).toEqual(["same"]);
    expect((await statuses()).filter((each) => each !== "superseded")).toEqual(["deployed"]);
    expect((await runCycle(world.graph)).quarantine).toBeNull();
  }

  /** What Helm has noted, revision by revision. */
  async function statuses(): Promise<(string | undefined)[]> {
    const { items } = await world.cluster.config
      .makeApiClient(CoreV1Api)
      .listNamespacedSecret({ namespace: "scim", labelSelector: "owner=helm,name=scim-service" });
    return items.map(({ metadata }) => metadata?.labels?.["status"]);
  }
});
