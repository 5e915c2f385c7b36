import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../error.ts";
import type { Tenant } from "./model.ts";

const FORMAT = 1;

/** Least time for which changes are collected before they are saved. */
const shortestPauseMs = 50;

/** The tenant as JSON text: a Map is `{"$map": entries}`, a Set `{"$set": values}`. */
export function serializeTenant(tenant: Tenant): string {
  return JSON.stringify({ format: FORMAT, tenant: encoded(tenant) });
}

/**
 * The inverse of `serializeTenant`.
 *
 * @throws {EmulatorError} when the text is not a tenant of this version
 */
export function parseTenant(text: string, file: string): Tenant {
  const unusable = (why: string): EmulatorError =>
    new EmulatorError(`${file} ${why}. Delete the file to begin with a fresh tenant.`);
  let saved: { format?: unknown; tenant?: Tenant };
  try {
    saved = JSON.parse(text);
  } catch {
    throw unusable("is not readable as JSON");
  }
  if (saved.format !== FORMAT || saved.tenant === undefined) throw unusable("was written by another version");
  return decoded(saved.tenant) as Tenant;
}

/** JSON.stringify's own replacer would visit every text of a large tenant; this copies only what holds a Map or Set. */
function encoded(value: object): object {
  if (value instanceof Map) {
    return { $map: Array.from(value, ([key, member]) => [key, isObject(member) ? encoded(member) : member]) };
  }
  if (value instanceof Set) return { $set: [...value] };
  let copy: object | undefined;
  for (const [name, member] of Object.entries(value)) {
    if (!isObject(member)) continue;
    const other = encoded(member);
    if (other === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Reflect.set(copy, name, other);
  }
  return copy ?? value;
}

/** The inverse of `encoded`, in place where it can be. */
function decoded(value: object): object {
  if ("$set" in value && Array.isArray(value.$set)) return new Set(value.$set);
  if ("$map" in value && Array.isArray(value.$map)) {
    return new Map(value.$map.map(([key, member]) => [key, isObject(member) ? decoded(member) : member]));
  }
  for (const [name, member] of Object.entries(value)) {
    if (isObject(member)) Reflect.set(value, name, decoded(member));
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/**
 * Keeps the tenant in `<folder>/tenant.json`, readable by its owner only because it holds the secrets of the jobs.
 * Each save is atomic: a crash leaves the last complete file.
 */
export class TenantFile {
  readonly #folder: string;
  readonly #file: string;
  readonly #onFailure: (error: unknown) => void;
  #pauseMs = shortestPauseMs;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** `onFailure` is called when a save in the background fails, such as on a full disk. */
  constructor(folder: string, onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
    this.#folder = folder;
    this.#file = path.join(folder, "tenant.json");
  }

  /**
   * The saved tenant, or `undefined` when there is none yet.
   *
   * @throws {EmulatorError} when it cannot be read
   */
  async load(): Promise<Tenant | undefined> {
    let text: string;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      text = await readFile(this.#file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw new EmulatorError(`The state folder ${this.#folder} cannot be used: ${reason(error)}.`);
    }
    return parseTenant(text, this.#file);
  }

  /** Saves soon; changes that come together are one save. A large tenant is saved less often, to leave time for others. */
  saveSoon(tenant: Tenant): void {
    this.#timer ??= setTimeout(() => void this.save(tenant).catch(this.#onFailure), this.#pauseMs);
  }

  /**
   * Saves now, after a save that is under way.
   *
   * @throws {EmulatorError} when the file cannot be written
   */
  save(tenant: Tenant): Promise<void> {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const saved = this.#saving.then(() => {
      const began = performance.now();
      const text = serializeTenant(tenant);
      this.#pauseMs = Math.max(shortestPauseMs, (performance.now() - began) * 10);
      return this.#write(text);
    });
    this.#saving = saved.catch(() => {});
    return saved;
  }

  async #write(text: string): Promise<void> {
    const temporary = `${this.#file}.new`;
    try {
      // A file that a crash has left may have been made with another mode.
      await rm(temporary, { force: true });
      await using handle = await open(temporary, "wx", 0o600);
      await handle.writeFile(text);
      await handle.sync();
      await rename(temporary, this.#file);
    } catch (error) {
      throw new EmulatorError(`The tenant cannot be saved in ${this.#folder}: ${reason(error)}.`);
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
