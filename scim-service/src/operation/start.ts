import { once } from "node:events";
import { createServer } from "node:http";
import { Server as TcpServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { createApp } from "../app.ts";
import { endSilent, noteExchange, refuseMalformed } from "../http/malformed.ts";
import { FinishedRequests } from "../http/finished-requests.ts";
import { RequestKeeper } from "../http/request-keeper.ts";
import { WrongCredentials } from "../http/wrong-credentials.ts";
import type { Config } from "../config.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { loadSchemas } from "../scim/schema/load.ts";
import type { Service } from "../service.ts";
import { Cursors } from "../store/cursors.ts";
import { openDatabase } from "../store/database.ts";
import { EntraPassword } from "../store/entra-password.ts";
import { NewerDatabaseError } from "../store/migrate.ts";
import { DEFAULT_TENANT, putTenant } from "../store/tenants.ts";
import { issueToken, Tokens } from "../store/tokens.ts";
import { Metrics } from "./metrics.ts";
import { migrateDatabase, prepareLater } from "./migrate-database.ts";

/** A service that listens. */
export interface Running {
  readonly port: number;
  /** Settles when the database is migrated; fails when it is newer than this version. */
  readonly migrated: Promise<void>;
  /** Announces the end, stops accepting, lets requests finish, closes the pool: 30 s at most. */
  stop(): Promise<void>;
}

/** How long requests are still taken after the end was announced: those that were on their way, in milliseconds. */
const LAME_DUCK = 500;
/** Longest time that stopping takes, in milliseconds. */
const STOP = 30_000;
/** Longest time for requests to finish after the announcement, in milliseconds. */
const DRAIN = 20_000;
/** How long a kept-alive connection may stay silent at the end before it is closed, in milliseconds. */
const FAREWELL = 4_000;
/** Kept of it for statements that nobody waits for any more, in milliseconds; the process ends without them. */
const ABANDON = 4_000;
/** Kept of it for a collector to take the last spans, in milliseconds. */
const LAST_SPANS = 1_000;
const MIGRATION_RETRY = 1_000;

/**
 * Starts listening at once, and migrates as soon as the database is there; `/readyz` says when that is done.
 *
 * @throws {SchemaFileError}
 */
export async function startService(config: Config, log: Logger): Promise<Running> {
  const schemas = await loadSchemas(config.schemasDir);
  // Imported only where it is wanted: OpenTelemetry takes time to load, and memory.
  const tracing = config.tracing ? new (await import("./tracing.ts")).Tracing(log) : undefined;
  const databasePassword = config.databaseIdentity && new EntraPassword(config.databaseIdentity);
  const database = openDatabase({
    url: config.databaseUrl,
    password: databasePassword && (() => databasePassword.next()),
    poolSize: config.databasePoolSize,
    tracer: tracing,
    onConnectionLost: ({ message }) => log.warn({ message }, "database connection lost"),
  });
  const metrics = new Metrics(database);
  const requestKeeper =
    config.console && new RequestKeeper(database, log, (count) => metrics.dropRequests(count));
  const service: Service = {
    config,
    catalog: catalog(schemas),
    database,
    databasePassword,
    tokens: new Tokens(database),
    wrongCredentials: new WrongCredentials((kind) => metrics.wrongCredential(kind)),
    cursors: new Cursors(database),
    metrics,
    requestKeeper,
    finishedRequests: new FinishedRequests(config, metrics, log, requestKeeper),
    tracing,
    log,
  };
  const stopping = new AbortController();
  // Migrated is not yet ready: the bootstrap token is stored after that, and a client may come with it at once.
  let prepared = false;
  const app = await createApp(
    service,
    () => stopping.signal.aborted,
    () => prepared,
  );
  const handle = app.callback();
  const server = createServer(
    {
      // Slow clients: headers within 10 s, the whole request within 30 s, and no more than 30 s without a byte.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5_000,
      // A request whose headers announce no body has a stream that has ended: 16 of 186 microseconds of a look-up that is alone.
      optimizeEmptyRequests: true,
    },
    (incoming, outgoing) => {
      noteExchange(incoming, outgoing);
      if (stopping.signal.aborted) outgoing.setHeader("connection", "close");
      void handle(incoming, outgoing);
    },
  );
  server.setTimeout(30_000, endSilent);
  server.on("clientError", refuseMalformed);
  server.listen(config.port, config.host);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : config.port;
  log.info(
    { host: config.host, port, basePath: config.basePath, schemas: schemas.map(({ id }) => id) },
    "listening",
  );
  // Whoever waits for these two lines need not wait for the buffer.
  log.flush();

  const becomeReady = async (): Promise<void> => {
    await prepare(service, stopping.signal);
    prepared = true;
  };
  return {
    port,
    migrated: becomeReady(),
    async stop() {
      const end = performance.now() + STOP;
      stopping.abort();
      log.info("stopping");
      // Clients are told by each reply to come back on another connection; a request that is already under way on this
      // one would be cut off by closing it at once.
      await delay(LAME_DUCK);
      const closed = once(server, "close");
      // The HTTP server's own close ends every idle connection at once, also one on which a request is on its way: in a
      // rolling update under load 6 of 8 clients lost theirs. So it only stops listening; each connection's next reply
      // says `Connection: close`, and those that stay silent are closed a little later.
      TcpServer.prototype.close.call(server);
      const farewell = setTimeout(() => server.closeIdleConnections(), FAREWELL);
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN);
      await closed;
      clearTimeout(farewell);
      clearTimeout(timer);
      service.finishedRequests.flush();
      await service.requestKeeper?.close(AbortSignal.timeout(left(end - ABANDON - LAST_SPANS)));
      const given = await Promise.race([
        database.close(),
        delay(left(end - LAST_SPANS), "up", { ref: false }),
      ]);
      await Promise.race([tracing?.stop().catch(() => {}), delay(left(end), undefined, { ref: false })]);
      log.info(
        given === undefined ? "stopped" : "stopped; statements that take too long are left to PostgreSQL",
      );
    },
  };
}

/** Whole milliseconds until a moment of the process's clock. */
function left(moment: number): number {
  return Math.max(0, Math.floor(moment - performance.now()));
}

/** Migrates and stores the bootstrap token, again and again until the database lets it. */
async function prepare(service: Service, stopping: AbortSignal): Promise<void> {
  const { config, catalog: schemas, log } = service;
  while (!stopping.aborted) {
    try {
      const applied = await migrateDatabase(config, schemas, log, "afterMigrations");
      await storeBootstrapToken(service);
      log.info({ applied }, "database ready");
      log.flush();
      void prepareLater(config, schemas, log, stopping);
      return;
    } catch (error) {
      if (error instanceof NewerDatabaseError) throw error;
      log.warn({ message: error instanceof Error ? error.message : String(error) }, "database is not ready");
      await delay(MIGRATION_RETRY, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

async function storeBootstrapToken({ config, database }: Service): Promise<void> {
  if (config.bootstrapToken === undefined) return;
  await putTenant(database, DEFAULT_TENANT, {});
  await issueToken(database, DEFAULT_TENANT, config.bootstrapToken, "bootstrap", null);
}
