import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Pool, types, type PoolClient, type QueryResultRow } from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { Batches, runSingle, type BatchWork } from "./batch.ts";
import { APPLICATION_NAME, SCHEMA_VERSION } from "./migrations.ts";
import { isTransient } from "./sqlstate.ts";
import type { StatementTracer } from "./statement-tracer.ts";
import { TenantConnections } from "./tenant-connections.ts";

/** A statement with its values. A name makes PostgreSQL keep its plan on each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Runs statements: the pool, or one connection inside a transaction. */
export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /** Runs one item of a statement that several requests can share; inside a transaction it has the statement to itself. */
  batch<Item, Result>(work: BatchWork<Item, Result>, tenant: number, item: Item): Promise<Result>;
  /**
   * Runs work that may hold a connection for long: a change, which can wait for locks, or a search. It waits while such
   * work of the tenant uses half of the connections, so that the other tenants find one.
   */
  limited<Result>(tenant: number, work: () => Promise<Result>): Promise<Result>;
}

export interface Database extends Queries {
  /**
   * Runs statements in one READ COMMITTED transaction, {@link Queries.limited} like other changes and for at most
   * {@link TRANSACTION_TIMEOUT}. When PostgreSQL ends it for a deadlock the whole function runs again, so it must do
   * nothing but statements.
   */
  transaction<Result>(tenant: number, work: (queries: Queries) => Promise<Result>): Promise<Result>;
  /** Connections: open, idle, and requests that wait for one. */
  use(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Gives the password of each new connection, where the URL has none. */
  readonly password?: (() => Promise<string>) | undefined;
  readonly poolSize: number;
  /** Statements and transactions take as long as they need: for migrations. */
  readonly hasNoTimeouts?: boolean;
  readonly tracer?: StatementTracer | undefined;
  /** Called when an idle connection breaks. */
  onConnectionLost(error: Error): void;
}

/** Longest time for one statement, in milliseconds; PostgreSQL ends it. */
const STATEMENT_TIMEOUT = 10_000;
/** Longest time for the statements of one transaction, in milliseconds: the next one after that is not sent. */
const TRANSACTION_TIMEOUT = 15_000;
/** Time after which the pool closes an idle connection, in milliseconds. */
const IDLE = 10_000;
/** Longest silence of a connection, in milliseconds: longer than a statement may take, so the server must be out of reach. */
const SILENCE = 12_000;
const ATTEMPTS = 5;
/**
 * Every statement is short, names its tenant and has an index. So plans are made once, not for each set of values, and
 * never scan a whole table: a plan that was made for an empty table would keep scanning when it has grown.
 */
const PLANNING =
  "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c jit=off";
/** A replica that froze or lost its network must not keep its locks. */
const ABANDONED =
  "-c idle_in_transaction_session_timeout=15s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2";

/** Opens a pool. Connects on the first statement, so it never fails here. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    // Not as `connectionString`: that would put the URL's missing password in the place of the function.
    ...parseIntoClientConfig(options.url),
    ...(options.password ? { password: options.password } : {}),
    max: options.poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: IDLE,
    statement_timeout: options.hasNoTimeouts ? 0 : STATEMENT_TIMEOUT,
    stream: () => (options.hasNoTimeouts ? new Socket() : socketWithTimeout()),
    keepAlive: true,
    options: `${PLANNING} ${ABANDONED} -c scim.schema_version=${SCHEMA_VERSION}`,
    application_name: APPLICATION_NAME,
    types: {
      getTypeParser: (oid, format) =>
        oid === types.builtins.TIMESTAMPTZ ? isoTime : types.getTypeParser(oid, format),
    },
  });
  pool.on("error", (error) => options.onConnectionLost(error));
  // The pool listens to idle connections only. One that breaks between two statements of a transaction, or in the packet
  // that made it ready, would end the process without a listener; its user learns of it by the next statement.
  pool.on("connect", (client) => client.on("error", () => {}));

  const { tracer } = options;
  const connections = new TenantConnections(Math.max(1, Math.floor(options.poolSize / 2)));
  const single: Queries = {
    query: (statement, values) => again(() => run(pool, statement, values, tracer)),
    batch: (work, tenant, item) => batches.add(work, tenant, item),
    limited: (tenant, work) => connections.limit(tenant, work),
  };
  const batches = new Batches(single, tracer);
  const limit = options.hasNoTimeouts ? Number.POSITIVE_INFINITY : TRANSACTION_TIMEOUT;
  return {
    ...single,
    transaction: (tenant, work) =>
      connections.limit(tenant, () => again(() => inTransaction(pool, limit, work, tracer))),
    use: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/** Ends the connection to a server that no longer answers. One timer for a connection, none for a statement. */
function socketWithTimeout(): Socket {
  const socket = new Socket();
  socket.setTimeout(SILENCE, () => {
    socket.destroy(new Error("Connection terminated: the database has been silent for too long"));
  });
  return socket;
}

async function run<Row extends QueryResultRow>(
  on: Pool | PoolClient,
  statement: Statement,
  values: readonly unknown[],
  tracer: StatementTracer | undefined,
): Promise<Row[]> {
  const query = () => on.query<Row>({ ...statement, values: [...values] });
  const result = await (tracer ? tracer.statement(nameOf(statement), query) : query());
  return result.rows;
}

/** For a person who reads a trace: a statement without a name is called by its first word. */
function nameOf({ name, text }: Statement): string {
  return name ?? /\w+/.exec(text)?.[0] ?? "statement";
}

async function inTransaction<Result>(
  pool: Pool,
  milliseconds: number,
  work: (queries: Queries) => Promise<Result>,
  tracer: StatementTracer | undefined,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(inside(client, performance.now() + milliseconds, tracer));
    const commit = () => client.query("commit");
    await (tracer ? tracer.statement("commit", commit) : commit());
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function inside(client: PoolClient, deadline: number, tracer: StatementTracer | undefined): Queries {
  const queries: Queries = {
    query: (statement, values) => {
      if (performance.now() > deadline) throw new Error("timeout exceeded by a transaction");
      return run(client, statement, values, tracer);
    },
    batch: (work, tenant, item) => runSingle(work, queries, tenant, item),
    limited: (_tenant, work) => work(),
  };
  return queries;
}

/** Longest pause between two attempts, in milliseconds; a random part of it keeps the same two from colliding again. */
const PAUSE = 50;

async function again<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !isTransient(error)) throw error;
      await delay(Math.random() * PAUSE);
    }
  }
}

/** PostgreSQL's text of a moment as RFC 3339 in UTC. */
function isoTime(text: string): string {
  return text.endsWith("+00") ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : new Date(text).toISOString();
}

/** Most statement texts that get a name: a name is kept for ever, and filters come in any shape. */
const MAX_NAMED = 200;
const names = new Map<string, string>();

/** A statement composed at run time; the first {@link MAX_NAMED} different texts are prepared. */
export function composed(text: string): Statement {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= MAX_NAMED) return { text };
    name = `composed_${names.size}`;
    names.set(text, name);
  }
  return { name, text };
}
