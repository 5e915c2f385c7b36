import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import { StandInError } from "./error.ts";
import type { LookUp } from "./function.ts";
import { GraphClient } from "./graph/client.ts";
import { type RetryPolicy, retryPolicy } from "./graph/retry-policy.ts";
import { readCredentials } from "./login/configuration.ts";
import { type Login, logIn } from "./login/login.ts";
import { functions, resources } from "./registry.ts";
import type { Resource } from "./resource.ts";

export interface ProviderOptions {
  /** Where `ARM_*` variables are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly retryPolicy?: RetryPolicy;
}

/** One configured provider: the engine starts a process for each. */
export class Provider {
  readonly #options: ProviderOptions;
  readonly #cancelled = new AbortController();
  #session: { readonly graph: GraphClient; readonly login: Login } | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** Logs in; the real plugin does it at once, in previews too. */
  async configure(given: PropertyMap): Promise<void> {
    const { signal } = this.#cancelled;
    const login = await logIn(await readCredentials(given, this.#options.environment), signal);
    this.#session = {
      login,
      graph: new GraphClient(login, this.#options.retryPolicy ?? retryPolicy, signal),
    };
  }

  get graph(): GraphClient {
    return this.#configured().graph;
  }

  cancel(): void {
    this.#cancelled.abort();
  }

  /** @throws StandInError for a kind of resource that the stand-in does not answer for */
  resource(token: string): Resource {
    return known(resources, token, "resource");
  }

  /** @throws StandInError for a function that the stand-in does not answer for */
  lookUp(token: string): LookUp {
    return known(functions, token, "function");
  }

  async invoke(lookUp: LookUp, args: PropertyMap): Promise<PropertyMap> {
    const { graph, login } = this.#configured();
    return await lookUp.call(lookUp.args.parse(args), graph, login);
  }

  /** Makes the resource and answers it as it then is. */
  async create(resource: Resource, inputs: PropertyMap): Promise<{ id: string; state: PropertyMap }> {
    const { graph } = this;
    const id = await resource.create(resource.inputs.parse(inputs), graph);
    return { id, state: await graph.until(id, () => resource.read(id, inputs, graph)) };
  }

  async update(
    resource: Resource,
    id: string,
    state: PropertyMap,
    inputs: PropertyMap,
  ): Promise<PropertyMap> {
    const { graph } = this;
    await resource.update(id, resource.inputs.parse(inputs), state, graph);
    const updated = await resource.read(id, inputs, graph);
    if (updated === undefined) throw new StandInError(`${id} is gone. Run pulumi refresh.`);
    return updated;
  }

  #configured() {
    if (this.#session === undefined) throw new StandInError("The provider azuread is not configured yet.");
    return this.#session;
  }
}

function known<T extends { readonly token: string }>(items: readonly T[], token: string, what: string): T {
  const found = items.find((each) => each.token === token);
  if (found !== undefined) return found;
  const answered = items.map((each) => each.token.slice(each.token.lastIndexOf(":") + 1)).join(", ");
  throw new StandInError(
    `The stand-in for azuread has no ${what} ${token}; it answers for ${answered}. Use the real plugin.`,
  );
}
