import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { ProviderError } from "../../../provider/runtime/error.ts";
import type { Call } from "../../../provider/runtime/plugin.ts";

/** The settings of `kubernetes.Provider` that the stand-in knows. Booleans arrive as text, as the SDK sends them. */
export const configurationSchema = z.object({
  /** The kubeconfig itself, or the path of one. */
  kubeconfig: z.string().optional(),
  context: z.string().optional(),
  /** Change the data of Secrets and ConfigMaps in place instead of replacing them. */
  enableSecretMutable: z.enum(["true", "false"]).optional(),
  enableConfigMapMutable: z.enum(["true", "false"]).optional(),
});

export type Configuration = z.output<typeof configurationSchema>;

/** What resources have at hand. */
export interface ClusterContext extends Call {
  readonly cluster: Cluster;
}

/** The cluster that the provider was configured for. */
export class Cluster {
  readonly config = new KubeConfig();
  readonly #configuration: Configuration;
  #file: Promise<string> | undefined;

  /** @throws {ProviderError} when there is no usable kubeconfig. */
  constructor(configuration: Configuration, environment: Readonly<Record<string, string | undefined>>) {
    this.#configuration = configuration;
    const given = configuration.kubeconfig ?? environment["KUBECONFIG"];
    if (given === undefined) {
      throw new ProviderError("There is no cluster: set kubeconfig on the provider, or KUBECONFIG.");
    }
    if (given.includes("\n") || given.startsWith("{")) this.config.loadFromString(given);
    else this.config.loadFromFile(given);
    if (configuration.context !== undefined) this.config.setCurrentContext(configuration.context);
  }

  /** Whether the data of this kind of object is changed in place. */
  isMutable(kind: string): boolean {
    if (kind === "Secret") return this.#configuration.enableSecretMutable === "true";
    if (kind === "ConfigMap") return this.#configuration.enableConfigMapMutable === "true";
    return true;
  }

  /** Path of a kubeconfig for helm, readable by its owner only. */
  async kubeconfigFile(): Promise<string> {
    this.#file ??= this.#write();
    return this.#file;
  }

  async close(): Promise<void> {
    if (this.#file) await rm(path.dirname(await this.#file), { recursive: true, force: true });
  }

  async #write(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-kubeconfig-"));
    const file = path.join(folder, "kubeconfig");
    await writeFile(file, this.config.exportConfig(), { mode: 0o600 });
    return file;
  }
}
