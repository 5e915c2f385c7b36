import type { Result, State } from "../operations/result.ts";
import { STATES } from "../operations/result.ts";

/** What one command did. */
export interface Outcome {
  readonly fleet: string;
  readonly operation: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly customers: readonly CustomerOutcome[];
  /** Deployed, but not in the file any more. */
  readonly removed: readonly string[];
}

/** What became of one customer. */
export interface CustomerOutcome {
  readonly name: string;
  readonly tenant: string;
  readonly ring: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly result: Result;
}

const EXIT_CODES: Partial<Record<State, number>> = { failed: 1, skipped: 1, quarantined: 1, drifted: 2 };

/** The worst result decides: 1 when something failed, was not begun or is in quarantine, 2 when something drifted. */
export function exitCodeOf({ customers }: Outcome): number {
  const worst = STATES.find((state) => customers.some(({ result }) => result.state === state));
  return worst === undefined ? 0 : (EXIT_CODES[worst] ?? 0);
}

/** The end of a command, for a person. */
export function summaryOf({ operation, customers, removed, seconds }: Outcome): string {
  const counts = STATES.map((state) => ({
    state,
    count: customers.filter(({ result }) => result.state === state).length,
  })).filter(({ count }) => count > 0);
  const failures = customers.flatMap(({ name, result }) =>
    result.failure === undefined
      ? []
      : [``, `${name}: ${result.failure.message}`, `  → ${result.failure.remedy}`],
  );
  const drifts = customers.flatMap(({ name, result }) =>
    result.drift.length === 0
      ? []
      : [
          ``,
          `${name} drifted:`,
          ...result.drift.map(
            ({ item, expected, found }) => `  ${item}: expected ${expected}, found ${found}`,
          ),
        ],
  );
  const gone =
    removed.length === 0
      ? []
      : [
          "",
          `Deployed, but not in the file any more: ${removed.join(", ")}. Nothing was done to them; to take one away: npm run fleet -- destroy --only NAME`,
        ];
  const head = `${operation}: ${counts.map(({ state, count }) => `${count} ${state}`).join(", ")} in ${seconds.toFixed(0)} s`;
  return [head, ...failures, ...drifts, ...gone].join("\n");
}
