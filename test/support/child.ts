import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { onFreePorts } from "../../local/free-ports.ts";
import { SupportError } from "./error.ts";

/** A Node program that this process started and that answers over HTTP. */
export interface HttpChild {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly pid: number;
  /** What it wrote to its two outputs, the last 64 KiB of it. */
  output(): string;
  /** Sends the signal and waits for the end; answers the exit code, or the signal that ended it. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | NodeJS.Signals>;
}

/** What {@link startHttpChild} takes. */
export interface HttpChildOptions {
  /** Path of the program; it reads `HOST` and `PORT`. */
  readonly script: string;
  readonly nodeArguments?: readonly string[];
  /** The program's whole environment beside `PATH`, `HOST` and `PORT`: nothing of the caller's leaks in. */
  readonly environment: Readonly<Record<string, string>>;
  /** The path that answers 200 once the program serves. */
  readonly readyPath: string;
}

const OUTPUT_LIMIT = 64 * 1024;
const START_LIMIT_MS = 60_000;

/**
 * Starts a Node program on a free loopback port and waits until it is ready.
 *
 * @throws {SupportError} when it ends or does not answer within a minute, with the end of what it wrote.
 */
export function startHttpChild(options: HttpChildOptions): Promise<HttpChild> {
  return onFreePorts(1, ([port = 0]) => startOnPort(port, options));
}

async function startOnPort(port: number, options: HttpChildOptions): Promise<HttpChild> {
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), options.script], {
    env: { PATH: process.env["PATH"], ...options.environment, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_LIMIT);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;

  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(origin + options.readyPath))) {
    if (hasEnded(child)) throw new SupportError(`${options.script} ended while it started:\n${output}`);
    if (Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new SupportError(`${options.script} was not ready within ${START_LIMIT_MS} ms:\n${output}`);
    }
    await delay(25);
  }
  return {
    origin,
    pid: child.pid ?? 0,
    output: () => output,
    end: async (signal) => {
      if (!hasEnded(child)) child.kill(signal);
      const [code, endedBy] = await exited;
      return endedBy ?? code ?? 0;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
