import path from "node:path";
import { startHttpChild } from "../support/child.ts";
import { createDatabase } from "../support/database.ts";
import { entraUser } from "../support/entra-requests.ts";
import { issueToken, type ServiceProcess, startScimService } from "../support/scim-service.ts";
import { expectAnswer, LoadGenerator } from "./load.ts";

/** One of the two programs under load, with a database of its own. */
export interface Program {
  readonly pid: number;
  readonly origin: string;
  readonly token: string;
  /** Id of the service's tenant. */
  readonly tenant: string;
  readonly databaseUrl: string;
  readonly generator: LoadGenerator;
}

/** Both of them. */
export interface Programs {
  readonly service: Program;
  readonly ceiling: Program;
}

/** Connections of the load generator, and of each program's database pool. */
export const CONNECTIONS = 10;

/** Starts the service on an empty database; everything it needs ends with the stack. */
export async function startService(serverUrl: string, stack: AsyncDisposableStack): Promise<Program> {
  const database = await createDatabase(serverUrl, "bench_service");
  stack.defer(() => database.drop());
  const service = await startScimService({
    databaseUrl: database.url,
    // It logs each request, as by default, and keeps each for the console: that is part of what it costs.
    environment: {
      CONSOLE: "key",
      DATABASE_POOL_SIZE: String(CONNECTIONS),
      TENANT_RATE_LIMIT: "1000000",
      LOG_LEVEL: "info",
    },
  });
  stack.defer(async () => void (await service.end("SIGTERM")));
  await sendBulks(service);
  const tenant = "bench";
  const { token } = await issueToken(service, tenant);
  const generator = new LoadGenerator(service.origin, token, CONNECTIONS);
  stack.defer(() => generator.close());
  return { pid: service.pid, origin: service.origin, token, tenant, databaseUrl: database.url, generator };
}

const BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const BULKS = 4;
const USERS_A_BULK = 500;

/** Another tenant sends large requests first: what V8 learns from those is part of every later request's cost. */
async function sendBulks(service: ServiceProcess): Promise<void> {
  const { token } = await issueToken(service, "bulk");
  const generator = new LoadGenerator(service.origin, token, BULKS);
  const bulk = (number: number) => {
    const operations = Array.from({ length: USERS_A_BULK }, (_, index) => ({
      method: "POST",
      path: "/Users",
      bulkId: String(index),
      data: entraUser(number * USERS_A_BULK + index),
    }));
    const body = JSON.stringify({ schemas: [BULK_REQUEST], Operations: operations });
    return expectAnswer(generator, { method: "POST", path: "/scim/v2/Bulk", body, expected: [200] });
  };
  await Promise.all(Array.from({ length: BULKS }, (_, number) => bulk(number)));
  await generator.close();
}

/** Starts `ceiling.ts` on an empty database, with or without logs; everything it needs ends with the stack. */
export async function startCeiling(
  serverUrl: string,
  stack: AsyncDisposableStack,
  logs: "logs" | "no logs" = "no logs",
): Promise<Program> {
  const database = await createDatabase(serverUrl, "bench_ceiling");
  stack.defer(() => database.drop());
  const child = await startHttpChild({
    script: path.join(import.meta.dirname, "ceiling.ts"),
    readyPath: "/",
    environment: {
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: String(CONNECTIONS),
      ...(logs === "logs" ? { LOGS: "on" } : {}),
    },
  });
  stack.defer(async () => void (await child.end("SIGTERM")));
  const token = "the-ceiling-does-not-look-at-it";
  const generator = new LoadGenerator(child.origin, token, CONNECTIONS);
  stack.defer(() => generator.close());
  return { pid: child.pid, origin: child.origin, token, tenant: "", databaseUrl: database.url, generator };
}
