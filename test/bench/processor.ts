import { Client } from "pg";
import { statOf, TICKS_A_SECOND } from "./children.ts";
import type { Program } from "./programs.ts";

/** Processor time in seconds: of a program's process and of its sessions in PostgreSQL. */
export interface ProcessorTime {
  readonly program: number;
  readonly postgres: number;
}

/** What each process has used so far, in seconds, by its id. */
type Account = ReadonlyMap<number, number>;

/** Starts to measure; PostgreSQL's own processes, such as the WAL writer, belong to no program and are left out. */
export async function startProcessorTime(
  program: Program,
): Promise<{ stop(): Promise<ProcessorTime | undefined> }> {
  const before = await accountOf(program);
  return {
    stop: async () => {
      const after = await accountOf(program);
      if (!before || !after) return undefined;
      const used = (pid: number) => (after.get(pid) ?? 0) - (before.get(pid) ?? 0);
      const sessions = [...after.keys()].filter((pid) => pid !== program.pid);
      return { program: used(program.pid), postgres: sessions.reduce((sum, pid) => sum + used(pid), 0) };
    },
  };
}

/** Undefined where the processes cannot be seen: not on Linux, or PostgreSQL on another machine. */
async function accountOf({ pid, databaseUrl }: Program): Promise<Account | undefined> {
  const sessions = await sessionsOf(databaseUrl);
  const used = await Promise.all([
    usedBy(pid, undefined),
    ...sessions.map((each) => usedBy(each, "postgres")),
  ]);
  const account = new Map<number, number>();
  for (const [index, each] of [pid, ...sessions].entries()) {
    const seconds = used[index];
    if (seconds === undefined) return undefined;
    account.set(each, seconds);
  }
  return account;
}

async function sessionsOf(databaseUrl: string): Promise<readonly number[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return rows.map((row) => row.pid);
  } finally {
    await client.end();
  }
}

/** User and system time (fields 14 and 15). @param name the process must have. */
async function usedBy(pid: number, name: string | undefined): Promise<number | undefined> {
  const stat = await statOf(pid);
  if (!stat || (name !== undefined && stat.name !== name)) return undefined;
  return (Number(stat.fields[11]) + Number(stat.fields[12])) / TICKS_A_SECOND;
}
