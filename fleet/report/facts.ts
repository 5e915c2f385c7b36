import type { CustomerOutcome } from "../command/summary.ts";
import { STATES } from "../operations/result.ts";

/** A token that expires within so many days is worth a look. */
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** The worst first, and by name among the same. */
export function sorted(customers: readonly CustomerOutcome[]): CustomerOutcome[] {
  return customers.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** How many customers are in each state, the worst first. */
export function countStates(customers: readonly CustomerOutcome[]) {
  return STATES.map((state) => ({
    state,
    count: customers.filter(({ result }) => result.state === state).length,
  })).filter(({ count }) => count > 0);
}

/** What is to be said of a customer in one line; empty when nothing is. */
export function headlineOf({ result }: CustomerOutcome): string {
  const { failure, drift, health, changes } = result;
  if (failure !== undefined) return failure.message.split("\n")[0] ?? "";
  if (health?.quarantine !== undefined) return health.quarantine.error ?? health.quarantine.reason;
  if (drift.length > 0) return drift.map(({ item }) => item).join(", ");
  const counts = Object.entries(changes).map(([op, count]) => `${count} ${op}`);
  return counts.length > 0 ? counts.join(", ") : (health?.summary ?? result.details[0] ?? "");
}

/** `in 12 days` when a customer's token expires soon, `12 days ago` when it has; undefined otherwise. */
export function tokenExpiry({ result }: CustomerOutcome, now: Date): string | undefined {
  const { tokenExpiresAt } = result.outputs;
  if (tokenExpiresAt === undefined) return undefined;
  const days = Math.floor((new Date(tokenExpiresAt).getTime() - now.getTime()) / DAY_MS);
  if (days > SOON_DAYS) return undefined;
  return days < 0 ? `${-days} days ago` : `in ${days} days`;
}

function rank({ result }: CustomerOutcome): number {
  return STATES.indexOf(result.state);
}
