import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import {
  ApiextensionsV1Api,
  loadAllYaml,
  type KubeConfig,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const OWN = path.join(import.meta.dirname, "crds");

/** Where the Go modules of `crds/go.mod` keep the definitions that the chart and the stack use. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  "sigs.k8s.io/gateway-api": ["httproutes", "gateways"].map(
    (plural) => `config/crd/standard/gateway.networking.k8s.io_${plural}.yaml`,
  ),
  "github.com/prometheus-operator/prometheus-operator": ["servicemonitors", "prometheusrules"].map(
    (plural) => `example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`,
  ),
  "github.com/cloudnative-pg/plugin-barman-cloud": ["config/crd/bases/barmancloud.cnpg.io_objectstores.yaml"],
};

const run = promisify(execFile);
const download = z.object({ Path: z.string(), Dir: z.string() });

/**
 * Installs the definitions of the operators' objects and waits until the API server serves them. Where several sources
 * have one, the first counts: the folder that `KIT_CRDS` names, the operators' Go modules, the minimal ones of `crds/`.
 *
 * @throws {Error} when a definition is not served within 30 s, or Go cannot fetch a module.
 */
export async function installCustomResources(config: KubeConfig): Promise<void> {
  const api = config.makeApiClient(ApiextensionsV1Api);
  const installed = new Set<string>();
  for (const file of await definitionFiles()) {
    for (const body of loadAllYaml(await readFile(file, "utf8")) as V1CustomResourceDefinition[]) {
      const name = body.metadata?.name ?? "";
      if (installed.has(name)) continue;
      installed.add(name);
      await api.createCustomResourceDefinition({ body, fieldValidation: "Strict" });
      const deadline = Date.now() + 30_000;
      while (!(await established(api, name))) {
        if (Date.now() > deadline) throw new Error(`${name} was not established within 30 s`);
        await delay(50);
      }
    }
  }
}

async function definitionFiles(): Promise<string[]> {
  const given = process.env["KIT_CRDS"];
  return [
    ...(given === undefined ? [] : await yamlFiles(path.resolve(given))),
    ...(await publishedFiles()),
    ...(await yamlFiles(OWN)),
  ];
}

async function publishedFiles(): Promise<string[]> {
  const modules = Object.keys(PUBLISHED);
  const { stdout } = await run("go", ["mod", "download", "-json", ...modules], { cwd: OWN });
  const answers = z.array(download).parse(JSON.parse(`[${stdout.replaceAll(/\}\s*\{/g, "},{")}]`));
  return answers.flatMap(({ Path, Dir }) => (PUBLISHED[Path] ?? []).map((file) => path.join(Dir, file)));
}

async function yamlFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(".yaml")).map((file) => path.join(folder, file));
}

async function established(api: ApiextensionsV1Api, name: string): Promise<boolean> {
  const definition = await api.readCustomResourceDefinition({ name });
  return (definition.status?.conditions ?? []).some(
    ({ type, status }) => type === "Established" && status === "True",
  );
}
