import os from "node:os";

/** Processes that wanted a core, on average over a minute, while the benchmark ran. */
export interface LoadDuring {
  readonly mean: number;
  readonly most: number;
}

const SAMPLE_MS = 5_000;

/** Watches the load from now on. */
export function watchLoad(): { during(): LoadDuring; stop(): void } {
  const samples: number[] = [];
  const sample = () => samples.push(os.loadavg()[0] ?? 0);
  const timer = setInterval(sample, SAMPLE_MS).unref();
  return {
    during: () => {
      sample();
      const mean = samples.reduce((sum, load) => sum + load, 0) / samples.length;
      return { mean, most: Math.max(...samples) };
    },
    stop: () => clearInterval(timer),
  };
}

/** Where and when the figures were taken. */
export interface Conditions {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly postgres: string;
  /** PostgreSQL's `fsync` and `synchronous_commit`: without both, a commit is not what it is in production. */
  readonly fsync: string;
  readonly synchronousCommit: string;
  /** Processes that wanted a core, on average over the minute before the start. */
  readonly loadBefore: number;
}

/** Most of the cores that something else may keep busy before the start, for figures that can be published. */
const QUIET = 0.25;

/** Why figures from this machine must not be published; undefined where they may be. */
export function whyNotPublished({ loadBefore, cores }: Conditions): string | undefined {
  if (loadBefore <= QUIET * cores) return undefined;
  return `Not for publishing: the machine was busy before the start, with a load of ${loadBefore.toFixed(2)} on ${cores} cores (at most ${(QUIET * cores).toFixed(2)}).`;
}

/** The conditions of this machine. @param server what the database says of itself. */
export function conditions(server: {
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
}): Conditions {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus[0]?.model.trim() ?? "unknown",
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: server.version,
    fsync: server.fsync,
    synchronousCommit: server.synchronousCommit,
    loadBefore: os.loadavg()[0] ?? 0,
  };
}
