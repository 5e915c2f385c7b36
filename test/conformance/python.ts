import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ConformanceError } from "./error.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");
const binaries = process.platform === "win32" ? "Scripts" : "bin";
const execute = promisify(execFile);

/**
 * The Python of a virtual environment that holds exactly `requirements.txt`: made once below the user's cache folder,
 * then reused until the requirements or the machine's Python change.
 *
 * @throws {ConformanceError} when there is no Python 3, or it can neither make an environment nor install into one.
 */
export async function pythonWithRequirements(progress: (line: string) => void): Promise<string> {
  const python = process.platform === "win32" ? "python" : "python3";
  const version = await run(python, ["--version"]).catch((error: unknown) => {
    throw new ConformanceError(`The conformance tools need Python 3.10 or newer as "${python}" on PATH.`, {
      cause: error,
    });
  });
  const identity = createHash("sha256")
    .update(version)
    .update(await readFile(requirements));
  const cache = process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  const name = `conformance-${identity.digest("hex").slice(0, 12)}`;
  const folder = path.join(cache, "entra-scim-kit", name);
  const interpreter = path.join(folder, binaries, python);
  if (await exists(interpreter)) return interpreter;

  progress(`Installing the conformance tools into ${folder}`);
  // Moved into place when complete, so that an interrupted installation is never taken for a finished one.
  const partial = `${folder}.${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true });
  try {
    await install(python, partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists(interpreter))) throw error;
  }
  return interpreter;
}

/**
 * By the environment's own pip or, where the distribution splits that off (Debian's `python3-venv`), by the machine's.
 */
async function install(python: string, folder: string): Promise<void> {
  const interpreter = path.join(folder, binaries, python);
  const what = ["install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  try {
    const pip = await run(python, ["-m", "venv", folder]).then(
      () => [interpreter, "-m", "pip"] as const,
      async () => {
        await run(python, ["-m", "venv", "--clear", "--without-pip", folder]);
        return [python, "-m", "pip", "--python", interpreter] as const;
      },
    );
    const [command, ...pipArguments] = pip;
    await run(command, [...pipArguments, ...what]);
  } catch (error) {
    throw new ConformanceError(
      `The conformance tools could not be installed. Python needs its venv and pip modules (on Debian: apt-get install python3-venv) and a package index that it can reach.\n${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, [...args]);
  return stdout;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
