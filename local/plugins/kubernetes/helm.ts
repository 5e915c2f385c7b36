import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ProviderError } from "../../../provider/runtime/error.ts";
import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";

const run = promisify(execFile);

/** What `helm status -o json` says of a release, as far as it is needed. */
const statusSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  version: z.number(),
  info: z.object({ status: z.string() }),
  manifest: z.string().optional(),
  chart: z
    .object({ metadata: z.object({ version: z.string(), appVersion: z.string().optional() }) })
    .optional(),
});

export type ReleaseStatus = z.output<typeof statusSchema>;

/** One release of one cluster, by the `helm` on PATH. */
export class Helm {
  readonly #release: string;
  readonly #namespace: string;
  readonly #kubeconfig: string;
  readonly #signal: AbortSignal;

  constructor(release: string, namespace: string, kubeconfig: string, signal: AbortSignal) {
    this.#release = release;
    this.#namespace = namespace;
    this.#kubeconfig = kubeconfig;
    this.#signal = signal;
  }

  /**
   * Installs or upgrades and waits until the workloads are ready.
   *
   * @throws {ProviderError} with helm's own words.
   */
  async apply(
    verb: "install" | "upgrade",
    chart: string,
    values: PropertyMap,
    flags: readonly string[],
  ): Promise<void> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-values-"));
    try {
      const file = path.join(folder, "values.json");
      await writeFile(file, JSON.stringify(values), { mode: 0o600 });
      await this.#helm(verb, this.#release, chart, "--values", file, ...flags);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What is installed; undefined when there is no such release. */
  async status(): Promise<ReleaseStatus | undefined> {
    try {
      return statusSchema.parse(JSON.parse(await this.#helm("status", this.#release, "--output", "json")));
    } catch (error) {
      if (error instanceof ProviderError && error.message.includes("not found")) return undefined;
      throw error;
    }
  }

  async uninstall(timeoutSeconds: number): Promise<void> {
    await this.#helm(
      "uninstall",
      this.#release,
      "--ignore-not-found",
      "--wait",
      "--timeout",
      `${timeoutSeconds}s`,
    );
  }

  async #helm(...args: readonly string[]): Promise<string> {
    const common = ["--namespace", this.#namespace, "--kubeconfig", this.#kubeconfig];
    try {
      const { stdout } = await run("helm", [...args, ...common], {
        signal: this.#signal,
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    } catch (error) {
      const stderr = z.object({ stderr: z.string() }).safeParse(error).data?.stderr.trim();
      throw new ProviderError(
        stderr === undefined || stderr === "" ? `helm ${args[0]}: ${String(error)}` : stderr,
        {
          cause: error,
        },
      );
    }
  }
}
