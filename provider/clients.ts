import type { Configuration, Environment } from "./configuration/configuration.ts";
import { lazyLogin } from "./configuration/login.ts";
import { GraphClient } from "./graph/client.ts";
import { HttpClient } from "./runtime/http/client.ts";

/** What one run of the plug-in shares: its configuration, its clients, and whether it was cancelled. */
export class Clients {
  readonly http: HttpClient;
  readonly #environment: Environment;
  readonly #cancelled = new AbortController();
  #graph: GraphClient;

  constructor(environment: Environment, http = new HttpClient()) {
    this.http = http;
    this.#environment = environment;
    this.#graph = this.#clientFor({});
  }

  get graph(): GraphClient {
    return this.#graph;
  }

  get signal(): AbortSignal {
    return this.#cancelled.signal;
  }

  configure(configuration: Configuration): void {
    this.#graph = this.#clientFor(configuration);
  }

  cancel(): void {
    this.#cancelled.abort();
  }

  #clientFor(configuration: Configuration): GraphClient {
    return new GraphClient(lazyLogin(configuration, this.#environment, this.http), this.http);
  }
}
