import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { CREDENTIAL_KINDS, type CredentialKind } from "../http/wrong-credentials.ts";
import type { LeniencyName } from "../scim/leniency.ts";
import type { Database } from "../store/database.ts";
import { observeDatabase } from "./database-metrics.ts";

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
    help: "Wrong credentials by kind: tokens, admin keys, client secrets and assertions.",
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
    observeDatabase(this.registry, database);
    // Prometheus sees no increase in a series that begins with its first wrong credential.
    for (const kind of CREDENTIAL_KINDS) this.#wrongCredentials.inc({ kind }, 0);
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
