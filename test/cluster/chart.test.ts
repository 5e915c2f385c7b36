import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { CoreV1Api, loadYaml, type V1Deployment } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readConfig } from "../../scim-service/src/config.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { installCustomResources } from "./custom-resources.ts";

const CHART = path.resolve(import.meta.dirname, "../../charts/scim-service");
const EXAMPLES = await readdir(path.join(CHART, "examples"));
const MINIMAL = path.join(CHART, "examples/minimal.yaml");
/** Content of the files that the pods' Secrets are mounted as, below the folder that all of them are in. */
const MOUNTED: Record<string, string> = {
  "database/url": "postgres://scim@database.example.com/scim",
  "admin/adminKey": "an-admin-key-of-more-than-32-characters",
  "console/clientSecret": "the-client-secret-of-the-console",
};
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
    [["console.issuer=https://login.example.com"], "console.clientId is missing"],
    [["console.issuer=https://login.example.com", "console.clientId=a"], "console.existingSecret is missing"],
    [["databas.poolSize=1"], "additional properties 'databas' not allowed"],
  ])("refuses %j", async (settings, message) => {
    const set = settings.flatMap((setting) => ["--set", setting]);
    await expect(helm("template", "scim", CHART, "-f", MINIMAL, ...set)).rejects.toThrow(message);
  });

  it("configures the service's console, with the client secret in a file", async () => {
    const values = path.join(CHART, "examples/gateway.yaml");
    const { stdout } = await helm("template", "scim", CHART, "-f", values, "-s", "templates/deployment.yaml");
    const { spec } = loadYaml<V1Deployment>(stdout);
    const container = spec?.template.spec?.containers[0];
    const files = path.join(folder, "mounted");
    for (const file of ["database/url", "admin/adminKey", "console/clientSecret"]) {
      await mkdir(path.dirname(path.join(files, file)), { recursive: true });
      await writeFile(path.join(files, file), MOUNTED[file] ?? "");
    }
    const environment = (container?.env ?? []).map(({ name, value = "" }) => [
      name,
      value.replace("/etc/scim-service", files),
    ]);
    const { console: configured } = readConfig(Object.fromEntries(environment));
    expect(configured?.oidc).toEqual({
      issuer: new URL("https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0"),
      clientId: "11111111-1111-1111-1111-111111111111",
      clientSecret: MOUNTED["console/clientSecret"],
    });
    const mounted = (container?.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    expect(mounted).toContain("/etc/scim-service/console");
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
