import type { Configuration, Environment } from "./configuration/configuration.ts";
import { lazyLogin } from "./configuration/login.ts";
import { GraphClient } from "./graph/client.ts";
import { HttpClient } from "./runtime/http/client.ts";

/** The clients that one run of the provider shares; which tenant they call is a matter of its configuration. */
export class Clients {
  readonly http = new HttpClient();
  readonly #environment: Environment;
  #graph: GraphClient;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#graph = this.#clientFor({});
  }

  get graph(): GraphClient {
    return this.#graph;
  }

  configure(configuration: Configuration): void {
    this.#graph = this.#clientFor(configuration);
  }

  #clientFor(configuration: Configuration): GraphClient {
    return new GraphClient(lazyLogin(configuration, this.#environment, this.http), this.http);
  }
}
