import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { serverFolder } from "../postgres/server-folder.ts";
import { LocalRunError } from "./error.ts";
import { type DirectorySource, sampleDirectory } from "./options.ts";

/** What all runs of a checkout share. */
export interface LocalFolder {
  readonly path: string;
  /** Held while a run is alive. */
  readonly lock: string;
  readonly ports: string;
  /** PULUMI_HOME of runs with stand-ins. */
  readonly pulumiHome: string;
  readonly postgres: string;
  /** Processes that the run has started, for a next run to end when this one was killed. */
  readonly processes: string;
  /** The directory of the latest run, which `npm run pulumi` works with. */
  readonly latest: string;
}

/** What one directory's stack has to itself. */
export interface StackFolder {
  /** Short name of the directory: part of folder and database names. */
  readonly name: string;
  readonly path: string;
  readonly emulator: string;
  /** The emulator's certificate authority and the system's, for programs that take one file only. */
  readonly certificates: string;
  readonly passphraseFile: string;
  readonly tokenFile: string;
  readonly adminKeyFile: string;
  readonly serviceLog: string;
  /** Object ids of those whom the directory wants assigned. */
  readonly assignments: string;
  /** The emulated tenant as it was before the first `up`. */
  readonly before: string;
  /** Memberships in the service that the stack's job does not know of. */
  readonly leftBehind: string;
}

const root = path.resolve(import.meta.dirname, "..", "..");

/** The git-ignored folder of the checkout. Every PostgreSQL account may look into it, each stack's folder is private. */
export async function localFolder(folder = path.join(root, ".local")): Promise<LocalFolder> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return {
    path: folder,
    lock: path.join(folder, "run.lock"),
    ports: path.join(folder, "ports.json"),
    pulumiHome: path.join(folder, "pulumi"),
    postgres: await serverFolder(path.join(folder, "postgres")),
    processes: path.join(folder, "processes.json"),
    latest: path.join(folder, "latest.json"),
  };
}

/**
 * The folder of a directory's stack. A file that has changed is another directory and gets a stack of its own, because
 * the emulated tenant goes on from where the last run left it and would not follow an edit.
 *
 * @throws {LocalRunError} when a file cannot be read
 */
export async function stackFolder(local: LocalFolder, source: DirectorySource): Promise<StackFolder> {
  const name = await nameOf(source);
  const folder = path.join(local.path, "stacks", name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: StackFolder = {
    name,
    path: folder,
    emulator: path.join(folder, "emulator"),
    certificates: path.join(folder, "certificates.pem"),
    passphraseFile: path.join(folder, "passphrase"),
    tokenFile: path.join(folder, "token"),
    adminKeyFile: path.join(folder, "admin-key"),
    serviceLog: path.join(folder, "service.log"),
    assignments: path.join(folder, "assignments.json"),
    before: path.join(folder, "tenant-before.json"),
    leftBehind: path.join(folder, "left-behind.json"),
  };
  for (const file of [files.passphraseFile, files.tokenFile, files.adminKeyFile]) await secretIn(file);
  return files;
}

async function nameOf(source: DirectorySource): Promise<string> {
  if (source.kind === "people") return `people-${source.count}`;
  if (source.kind === "csv") {
    return `csv-${await contentHash([source.users, source.groups, ...(await filesOf(source.members))])}`;
  }
  return `${source.file === sampleDirectory ? "sample" : "yaml"}-${await contentHash([source.file])}`;
}

/** The file itself, or those of the folder, of which each may hold the members of one group. */
async function filesOf(fileOrFolder: string): Promise<string[]> {
  const found = await stat(fileOrFolder).catch(() => undefined);
  if (found?.isDirectory() !== true) return [fileOrFolder];
  const entries = await readdir(fileOrFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return names.toSorted().map((name) => path.join(fileOrFolder, name));
}

async function contentHash(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) {
    try {
      hash.update(await readFile(file));
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      throw new LocalRunError(
        missing ? `There is no file ${file}.` : `${file} cannot be read: ${String(error)}`,
        {
          cause: error,
        },
      );
    }
  }
  return hash.digest("hex").slice(0, 8);
}

/** Makes a secret of 192 bits in a file of its owner only, unless it is there. */
async function secretIn(file: string): Promise<void> {
  try {
    await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
