import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { printPath } from "../../infra/stack/config/path.ts";
import { projectName } from "../../infra/stack/engine/project.ts";
import { stackFileText } from "../../infra/stack/engine/stack-file.ts";
import type { Customer } from "../customers/customer.ts";
import { secretOf, type SecretSources } from "../secrets/resolve.ts";
import { tenantSettings } from "./sign-in-environment.ts";

const DIGESTS = "digests.json";
const digestFile = z.record(z.string(), z.string());

/** Stores a secret of the stack, encrypted, at a path such as `endpoint.token`. */
type SetSecret = (path: string, value: string) => Promise<void>;

/**
 * Writes a customer's `Pulumi.<stack>.yaml`. A secret is encrypted by the engine, and only when it is another one than
 * last time: the call costs a third of the processor time of an update that changes nothing.
 *
 * @param folder the stack's own
 * @throws {FleetError} when a secret is missing
 */
export async function writeSettings(
  folder: string,
  customer: Customer,
  sources: SecretSources,
  setSecret: SetSecret,
): Promise<void> {
  const { name, config, secrets } = customer;
  const file = settingsFile(folder, name);
  const project = await projectName();
  const digests = await Digests.open(folder);
  const resolved = await Promise.all(
    secrets.map(async ({ path: at, reference }) => ({
      id: printPath(at),
      value: await secretOf(customer, ["config", ...at], reference, sources),
    })),
  );
  const known = new Set(resolved.filter(({ id, value }) => digests.has(id, value)).map(({ id }) => id));
  const existing = await readFile(file, "utf8").catch(() => undefined);
  const settings = Object.entries(config).map(
    ([section, value]) => [`${project}:${section}`, value] as const,
  );
  const text = stackFileText(existing, {
    values: { ...tenantSettings(customer), ...Object.fromEntries(settings) },
    environment: secrets.flatMap(({ reference }) => ("fromEsc" in reference ? [reference.fromEsc] : [])),
    keep: (at) => known.has(printPath(at).slice(project.length + 1)),
  });
  if (text !== existing) await writeFile(file, text, { mode: 0o600 });
  for (const { id, value } of resolved) {
    if (value === undefined || known.has(id)) continue;
    await setSecret(id, value);
    await digests.remember(id, value);
  }
}

/** Forgets what was encrypted for an earlier stack of the same name. */
export async function forgetSettings(folder: string, { name }: Customer): Promise<void> {
  await rm(settingsFile(folder, name), { force: true });
  await rm(path.join(folder, DIGESTS), { force: true });
}

function settingsFile(folder: string, stack: string): string {
  return path.join(folder, `Pulumi.${stack}.yaml`);
}

/** Of each secret a keyed digest, so that a change is seen without keeping the secret. */
class Digests {
  readonly #file: string;
  readonly #key: Buffer;
  readonly #digests: Record<string, string>;

  private constructor(file: string, key: Buffer, digests: Record<string, string>) {
    this.#file = file;
    this.#key = key;
    this.#digests = digests;
  }

  static async open(folder: string): Promise<Digests> {
    const keyFile = path.join(folder, "digest.key");
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(keyFile, randomBytes(32), { mode: 0o600, flag: "wx" }).catch(() => {});
    const file = path.join(folder, DIGESTS);
    const text = await readFile(file, "utf8").catch(() => "{}");
    return new Digests(file, await readFile(keyFile), digestFile.parse(JSON.parse(text)));
  }

  has(id: string, value: string | undefined): boolean {
    return value !== undefined && this.#digests[id] === this.#digest(value);
  }

  async remember(id: string, value: string): Promise<void> {
    this.#digests[id] = this.#digest(value);
    await writeFile(this.#file, JSON.stringify(this.#digests), { mode: 0o600 });
  }

  #digest(value: string): string {
    return createHmac("sha256", this.#key).update(value).digest("base64url");
  }
}
