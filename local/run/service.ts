import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { Agent, fetch } from "undici";
import { setTimeout as delay } from "node:timers/promises";
import { LocalRunError } from "./error.ts";
import type { StackFolder } from "./folders.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const entry = path.join(root, "scim-service", "src", "main.ts");

/**
 * For requests to the service. It waits for its clients to leave before it ends, and one that keeps its connection open
 * holds it up for four seconds.
 */
export const withoutKeepAlive = new Agent({ pipelining: 0 });

const READY_TIMEOUT_MS = 30_000;
/** The service itself drains for at most 30 s. */
const STOP_TIMEOUT_MS = 35_000;

/** The SCIM service as a process of its own, as it runs in production. */
export interface LocalService extends AsyncDisposable {
  /** The Tenant URL. */
  readonly url: string;
  readonly token: string;
  /** Signs in to its console by one click: browsers send the part behind `#` to nobody. */
  readonly consoleLink: string;
  readonly pid: number;
}

/**
 * Starts the service on a loopback port; it migrates its database first. Token and admin key reach it by file, and
 * nothing of the caller's environment does.
 *
 * @throws {LocalRunError} when it does not become ready; the message ends with its last log lines
 */
export async function startService(
  folder: StackFolder,
  database: string,
  port: number,
  signal: AbortSignal,
): Promise<LocalService> {
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: database,
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: origin,
    SCHEMAS_DIR: path.join(root, "schemas"),
    ADMIN_KEY_FILE: folder.adminKeyFile,
    BOOTSTRAP_TOKEN_FILE: folder.tokenFile,
    CONSOLE: "key",
    LOG_LEVEL: "info",
  };
  const log = await open(folder.serviceLog, "w", 0o600);
  try {
    // In a process group of its own: Ctrl-C on a terminal must not end it before those who still use it.
    const child = spawn(process.execPath, [entry], {
      env,
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    const exited = once(child, "exit");
    const stop = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const killTimer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(killTimer);
    };
    try {
      const deadline = Date.now() + READY_TIMEOUT_MS;
      while (!(await isReady(`${origin}/readyz`))) {
        signal.throwIfAborted();
        if (child.exitCode !== null) throw await failure(folder.serviceLog, "stopped while it started");
        if (Date.now() > deadline) throw await failure(folder.serviceLog, "was not ready within 30 s");
        await delay(25);
      }
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: `${origin}/scim/v2`,
      token: await readFile(folder.tokenFile, "utf8"),
      consoleLink: `${origin}/console/sign-in#key=${await readFile(folder.adminKeyFile, "utf8")}`,
      pid: child.pid ?? 0,
      [Symbol.asyncDispose]: stop,
    };
  } finally {
    await log.close();
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000), dispatcher: withoutKeepAlive }).then(
    (response) => response.ok,
    () => false,
  );
}

async function failure(logFile: string, what: string): Promise<LocalRunError> {
  const log = await readFile(logFile, "utf8");
  const last = log.trim().split("\n").slice(-8).join("\n");
  return new LocalRunError(`The SCIM service ${what}. The end of its log (${logFile}):\n${last}`);
}
