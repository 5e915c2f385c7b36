import type { Context } from "../../provider/context.ts";
import { Clients } from "../../provider/clients.ts";
import type { Customer } from "../customers/customer.ts";
import type { SecretSources } from "../secrets/resolve.ts";
import { signInEnvironment } from "../stack/sign-in-environment.ts";

/**
 * What the provider's functions need to look into a customer's tenant: the same login and the same retries as in a
 * deployment. Only reads.
 *
 * @throws {FleetError} when a secret of the sign-in is missing
 */
export async function tenantContext(
  customer: Customer,
  sources: SecretSources,
  signal: AbortSignal,
): Promise<Context> {
  const { graph, http } = new Clients(await signInEnvironment(customer, sources));
  const log = { info: ignore, warn: ignore, progress: ignore };
  return { urn: "", graph, http, log, signal, preview: true, timeout: undefined };
}

function ignore(): void {}
