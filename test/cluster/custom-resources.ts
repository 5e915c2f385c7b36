import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  ApiextensionsV1Api,
  loadAllYaml,
  type KubeConfig,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";
import { setTimeout as delay } from "node:timers/promises";

const FOLDER = path.join(import.meta.dirname, "crds");

/** Installs the definitions of crds/ and waits until the API server serves them. */
export async function installCustomResources(config: KubeConfig): Promise<void> {
  const api = config.makeApiClient(ApiextensionsV1Api);
  for (const file of await readdir(FOLDER)) {
    if (!file.endsWith(".yaml")) continue;
    const documents = loadAllYaml(
      await readFile(path.join(FOLDER, file), "utf8"),
    ) as V1CustomResourceDefinition[];
    for (const body of documents) {
      await api.createCustomResourceDefinition({ body, fieldValidation: "Strict" });
      const deadline = Date.now() + 30_000;
      while (!(await established(api, body.metadata?.name ?? ""))) {
        if (Date.now() > deadline) throw new Error(`${body.metadata?.name} was not established within 30 s`);
        await delay(50);
      }
    }
  }
}

async function established(api: ApiextensionsV1Api, name: string): Promise<boolean> {
  const definition = await api.readCustomResourceDefinition({ name });
  return (definition.status?.conditions ?? []).some(
    ({ type, status }) => type === "Established" && status === "True",
  );
}
