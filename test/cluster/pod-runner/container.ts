import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What a container's process is started with. */
export interface ContainerCommand {
  readonly argv: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/** How a process ended: exit code, or 128 + signal number as a container runtime reports it. */
export interface Exit {
  readonly exitCode: number;
  /** The last lines it wrote. */
  readonly log: string;
}

const LOG_LINES = 200;
const SIGNALS: Readonly<Record<string, number>> = { SIGKILL: 9, SIGTERM: 15, SIGINT: 2 };

/** A running process that stands for a container. */
export class Container {
  readonly startedAt = new Date();
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #log: string[] = [];

  constructor(command: ContainerCommand) {
    const [executable, ...args] = command.argv;
    const path = process.env["PATH"] ?? "";
    this.#process = spawn(executable, args, {
      env: { PATH: path, ...command.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process.stdout?.on("data", (chunk: Buffer) => this.#keep(chunk));
    this.#process.stderr?.on("data", (chunk: Buffer) => this.#keep(chunk));
    this.exited = this.#untilExit();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get log(): string {
    return this.#log.join("");
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** SIGTERM, and SIGKILL when the process is still there after the grace period, as a node does it. */
  async terminate(graceSeconds: number): Promise<Exit> {
    this.signal("SIGTERM");
    const killer = setTimeout(() => this.signal("SIGKILL"), graceSeconds * 1_000);
    try {
      return await this.exited;
    } finally {
      clearTimeout(killer);
    }
  }

  async #untilExit(): Promise<Exit> {
    const [code, signal] = (await once(this.#process, "close")) as [number | null, NodeJS.Signals | null];
    return { exitCode: code ?? 128 + (SIGNALS[signal ?? ""] ?? 0), log: this.log };
  }

  #keep(chunk: Buffer): void {
    this.#log.push(chunk.toString("utf8"));
    if (this.#log.length > LOG_LINES) this.#log.shift();
  }
}
