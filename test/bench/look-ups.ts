import { entraUser } from "../support/entra-requests.ts";
import { quantile } from "./figures.ts";
import { lookUp, spread } from "./operations.ts";
import type { Program } from "./programs.ts";

/** How long one search for a person takes, with nothing else to do for the service. */
export interface LookUp {
  readonly filter: string;
  readonly users: number;
  readonly searches: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** What is compared, and the value of each user. */
export const LOOK_UPS: Readonly<Record<string, (user: number) => unknown>> = {
  "emails.value eq": (user) => entraUser(user).userName,
  'emails[type eq "work"].value eq': (user) => entraUser(user).userName,
  "displayName eq": (user) => entraUser(user)["displayName"],
};

const WARM_UP_MS = 500;
const MEASURED_MS = 2_000;

/** Searches by this key of {@link LOOK_UPS}, one after the other. */
export async function measureLookUp(service: Program, name: string, users: number): Promise<LookUp> {
  let request = 0;
  const next = () => lookUp(`${name} ${JSON.stringify(LOOK_UPS[name]?.(spread(request++, users)))}`);
  await service.generator.drive(next, WARM_UP_MS, 1);
  const { latencies } = await service.generator.drive(next, MEASURED_MS, 1);
  const sorted = Float64Array.from(latencies).toSorted();
  return {
    filter: name,
    users,
    searches: sorted.length,
    p50Milliseconds: quantile(sorted, 0.5),
    p99Milliseconds: quantile(sorted, 0.99),
  };
}
