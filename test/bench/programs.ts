import path from "node:path";
import { startHttpChild } from "../support/child.ts";
import { createDatabase } from "../support/database.ts";
import { issueToken, startScimService } from "../support/scim-service.ts";
import { LoadGenerator } from "./load.ts";

/** One of the two programs under load, with a database of its own. */
export interface Program {
  readonly pid: number;
  readonly origin: string;
  readonly token: string;
  readonly databaseUrl: string;
  readonly generator: LoadGenerator;
}

/** Connections of the load generator, and of each program's database pool. */
export const CONNECTIONS = 10;

/** Starts the service on an empty database; everything it needs ends with the stack. */
export async function startService(serverUrl: string, stack: AsyncDisposableStack): Promise<Program> {
  const database = await createDatabase(serverUrl, "bench_service");
  stack.defer(() => database.drop());
  const service = await startScimService({
    databaseUrl: database.url,
    // It logs each request, as by default: that is part of what it costs.
    environment: {
      DATABASE_POOL_SIZE: String(CONNECTIONS),
      TENANT_RATE_LIMIT: "1000000",
      LOG_LEVEL: "info",
    },
  });
  stack.defer(async () => void (await service.end("SIGTERM")));
  const { token } = await issueToken(service, "bench");
  const generator = new LoadGenerator(service.origin, token, CONNECTIONS);
  stack.defer(() => generator.close());
  return { pid: service.pid, origin: service.origin, token, databaseUrl: database.url, generator };
}

/** Starts `ceiling.ts` on an empty database; everything it needs ends with the stack. */
export async function startCeiling(serverUrl: string, stack: AsyncDisposableStack): Promise<Program> {
  const database = await createDatabase(serverUrl, "bench_ceiling");
  stack.defer(() => database.drop());
  const child = await startHttpChild({
    script: path.join(import.meta.dirname, "ceiling.ts"),
    readyPath: "/",
    environment: { DATABASE_URL: database.url, DATABASE_POOL_SIZE: String(CONNECTIONS) },
  });
  stack.defer(async () => void (await child.end("SIGTERM")));
  const token = "the-ceiling-does-not-look-at-it";
  const generator = new LoadGenerator(child.origin, token, CONNECTIONS);
  stack.defer(() => generator.close());
  return { pid: child.pid, origin: child.origin, token, databaseUrl: database.url, generator };
}
