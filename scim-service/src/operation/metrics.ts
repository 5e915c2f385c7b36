import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { CredentialKind } from "../http/wrong-credentials.ts";
import type { LeniencyName } from "../scim/leniency.ts";
import type { Database } from "../store/database.ts";

/** Counting resources reads an index; at most this often, in milliseconds. */
const COUNT_EVERY = 30_000;

/** The service's Prometheus metrics, in a registry of their own. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: "scim_requests_total",
    help: "Requests by operation and HTTP status.",
    labelNames: ["operation", "status"],
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: "scim_request_duration_seconds",
    help: "Time from the request's arrival to the end of its reply.",
    labelNames: ["operation"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  readonly #leniencies = new Counter({
    name: "scim_leniencies_total",
    help: "Requests that were accepted by a leniency, by its name.",
    labelNames: ["rule"],
    registers: [this.registry],
  });
  readonly #wrongCredentials = new Counter({
    name: "scim_wrong_credentials_total",
    help: "Requests with a wrong token or a wrong admin key.",
    labelNames: ["kind"],
    registers: [this.registry],
  });

  readonly #droppedRequests = new Counter({
    name: "scim_console_requests_dropped_total",
    help: "Requests that the console does not show because the database was too slow to keep them.",
    registers: [this.registry],
  });

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    observePool(this.registry, database);
    observeResources(this.registry, database);
  }

  /** @param seconds from the request's arrival to the end of its reply. */
  observe(operation: string, status: number, seconds: number, used: ReadonlySet<LeniencyName>): void {
    this.#requests.inc({ operation, status });
    this.#duration.observe({ operation }, seconds);
    for (const rule of used) this.#leniencies.inc({ rule });
  }

  dropRequests(count: number): void {
    this.#droppedRequests.inc(count);
  }

  wrongCredential(kind: CredentialKind): void {
    this.#wrongCredentials.inc({ kind });
  }
}

function observePool(registry: Registry, database: Database): void {
  // eslint-disable-next-line no-new -- it registers itself
  new Gauge({
    name: "scim_database_connections",
    help: "Connections of the pool by state, and requests waiting for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = database.use();
      this.set({ state: "busy" }, total - idle);
      this.set({ state: "idle" }, idle);
      this.set({ state: "waiting" }, waiting);
    },
  });
}

function observeResources(registry: Registry, database: Database): void {
  let counted = -Infinity;
  // eslint-disable-next-line no-new -- it registers itself
  new Gauge({
    name: "scim_resources",
    help: "Resources by tenant and type, counted twice a minute at most.",
    labelNames: ["tenant", "type"],
    registers: [registry],
    async collect() {
      if (performance.now() - counted < COUNT_EVERY) return;
      const rows = await countResources(database).catch(() => undefined);
      if (!rows) return;
      counted = performance.now();
      this.reset();
      for (const { tenant, type, count } of rows) this.set({ tenant, type }, count);
    },
  });
}

function countResources(database: Database) {
  return database.query<{ tenant: string; type: string; count: number }>(
    {
      text: `select t.id as tenant, case r.type when 'U' then 'User' else 'Group' end as type, count(*)::int as count
        from scim.resources r join scim.tenants t on t.key = r.tenant group by t.id, r.type`,
    },
    [],
  );
}
