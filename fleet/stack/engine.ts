import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

/** A Pulumi engine on this machine. */
export interface Engine {
  /** The executable. */
  readonly command: string;
  /** What its process needs in its environment beyond the caller's. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a call of the engine's command line ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the engine. */
export interface EngineCall {
  readonly engine: Engine;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Short calls take a second or two; this long means that it hangs. */
const CALL_TIMEOUT_MS = 120_000;

/** A short call, with text for its standard input. */
export async function callEngine(
  { engine, args, folder, environment }: EngineCall,
  input = "",
): Promise<Ended> {
  const child = spawn(engine.command, [...args, "--non-interactive", "--color=never"], {
    cwd: folder,
    env: { ...environment, ...engine.env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: CALL_TIMEOUT_MS,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return { code: await closed(child), ...output };
}

/**
 * An update. The engine writes into files and has a process group of its own, so that it goes on to its end and leaves
 * the state whole when this process is killed. The signal interrupts it once, which makes it stop in an orderly way.
 *
 * @param log path of the file for its standard output; its standard error is beside it
 */
export async function runEngine(
  { engine, args, folder, environment }: EngineCall,
  log: string,
  signal: AbortSignal,
): Promise<Ended> {
  const errors = `${log}.stderr`;
  await using output = await open(log, "w", 0o600);
  await using errorOutput = await open(errors, "w", 0o600);
  const child = spawn(engine.command, [...args, "--non-interactive", "--color=never"], {
    cwd: folder,
    env: { ...environment, ...engine.env },
    stdio: ["ignore", output.fd, errorOutput.fd],
    detached: true,
  });
  const interrupt = () => child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    const code = await closed(child);
    return { code, stdout: log, stderr: await readFile(errors, "utf8") };
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** The lines of a log, one at a time: a large stack's events need not fit into memory together. */
export async function* linesOf(log: string): AsyncGenerator<string> {
  await using file = await open(log);
  yield* createInterface({ input: file.createReadStream({ autoClose: false }) });
}

function closed(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
