import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { CoreV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { installCustomResources } from "./custom-resources.ts";

const CHART = path.resolve(import.meta.dirname, "../../charts/scim-service");
const EXAMPLES = await readdir(path.join(CHART, "examples"));
const MINIMAL = path.join(CHART, "examples/minimal.yaml");
const run = promisify(execFile);

describe("the chart on a real API server", () => {
  let folder: string;
  let cluster: ControlPlane;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-cluster-"));
    cluster = await startControlPlane({ binaries: inject("controlPlaneBinaries"), folder });
    await installCustomResources(cluster.config);
  });

  afterAll(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const helm = async (...args: string[]) =>
    run(inject("helm"), [...args, "--kubeconfig", cluster.kubeconfig]);
  const kubectl = async (...args: string[]) =>
    run(inject("kubectl"), [...args, "--kubeconfig", cluster.kubeconfig]);

  it.each(EXAMPLES)(
    "has examples/%s accepted field by field, and takes all of it away again",
    async (example) => {
      const namespace = example.replace(".yaml", "");
      await restrictedNamespace(namespace);
      const values = path.join(CHART, "examples", example);

      const manifests = path.join(folder, `${namespace}.yaml`);
      await writeFile(
        manifests,
        (await helm("template", "scim", CHART, "-n", namespace, "-f", values)).stdout,
      );
      await kubectl("create", "-n", namespace, "--validate=strict", "-f", manifests);
      const made = await kubectl("get", "-n", namespace, "-f", manifests, "-o", "name");
      await kubectl("delete", "-n", namespace, "-f", manifests);

      await helm("upgrade", "--install", "scim", CHART, "-n", namespace, "-f", values);
      await expect.poll(async () => pods(namespace), { timeout: 20_000 }).toBeGreaterThan(0);
      const installed = await kubectl("get", "-n", namespace, "-f", manifests, "-o", "name");
      expect(installed.stdout).toBe(made.stdout);

      await helm("upgrade", "scim", CHART, "-n", namespace, "-f", values, "--set", "logLevel=debug");
      await helm("uninstall", "scim", "-n", namespace);
      const left = await kubectl("get", "-n", namespace, "-f", manifests, "--ignore-not-found", "-o", "name");
      expect(left.stdout).toBe("");
    },
  );

  it("would be refused by a restricted namespace if its container asked for more rights", async () => {
    await restrictedNamespace("greedy");
    const { stdout } = await helm("template", "scim", CHART, "-f", MINIMAL);
    const manifests = path.join(folder, "greedy.yaml");
    await writeFile(
      manifests,
      stdout.replaceAll("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"),
    );
    await kubectl("create", "-n", "greedy", "-f", manifests);
    await expect.poll(async () => events("greedy"), { timeout: 20_000 }).toContain("violates PodSecurity");
    expect(await pods("greedy")).toBe(0);
  });

  it("would be refused with a field that does not exist", async () => {
    await restrictedNamespace("misspelt");
    const { stdout } = await helm("template", "scim", CHART, "-f", MINIMAL);
    const manifests = path.join(folder, "misspelt.yaml");
    await writeFile(manifests, stdout.replace("revisionHistoryLimit:", "revisionHistoryLimits:"));
    await expect(kubectl("create", "-n", "misspelt", "--validate=strict", "-f", manifests)).rejects.toThrow(
      'unknown field "spec.revisionHistoryLimits"',
    );
  });

  it.each([
    [["publicUrl="], "publicUrl is missing"],
    [["publicUrl=ftp://x"], "does not match pattern"],
    [["database.existingSecret="], "database.existingSecret is missing"],
    [["admin.existingSecret="], "admin.existingSecret is missing"],
    [["httpRoute.enabled=true", "ingress.enabled=true"], "publish the service one way"],
    [["httpRoute.enabled=true"], "name the Gateway"],
    [["ingress.enabled=true"], "Entra only calls https"],
    [["autoscaling.enabled=true", "autoscaling.minReplicas=9"], "greater than"],
    [["databas.poolSize=1"], "additional properties 'databas' not allowed"],
  ])("refuses %j", async (settings, message) => {
    const set = settings.flatMap((setting) => ["--set", setting]);
    await expect(helm("template", "scim", CHART, "-f", MINIMAL, ...set)).rejects.toThrow(message);
  });

  async function restrictedNamespace(name: string): Promise<void> {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await cluster.config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name, labels } } });
  }

  /** How many pods the controllers made: each passed Pod Security admission. */
  async function pods(namespace: string): Promise<number> {
    return (await cluster.config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace })).items.length;
  }

  async function events(namespace: string): Promise<string> {
    const list = await cluster.config.makeApiClient(CoreV1Api).listNamespacedEvent({ namespace });
    return list.items.map(({ message }) => message ?? "").join("\n");
  }
});
