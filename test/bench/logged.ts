import type { Surroundings } from "./bench.ts";
import { measure } from "./measure.ts";
import { initialCycle, userOperations, type Operation } from "./operations.ts";
import { type BenchOptions, MIX_CONNECTIONS } from "./options.ts";
import { type Programs, startCeiling } from "./programs.ts";
import { seedCeilingUsers } from "./seed.ts";
import { seededId } from "./seeded-user.ts";

interface LoggedOperation {
  readonly title: string;
  readonly operation: Operation;
  readonly connections: number;
}

function logged(operation: Operation, connections: number): LoggedOperation {
  return {
    title: `the ceiling with logs: ${operation.name}, connections: ${connections}`,
    operation,
    connections,
  };
}

const sizeOf = ({ users }: Pick<BenchOptions, "users">): number => users[0] ?? 0;

/** What the ceiling is asked with logs and without, at the smallest number of users. */
export function loggedOperations(options: Pick<BenchOptions, "users" | "connections">): LoggedOperation[] {
  const users = sizeOf(options);
  return [
    ...userOperations(users).flatMap((operation) =>
      options.connections.map((each) => logged(operation, each)),
    ),
    logged(initialCycle(seededId(users)), MIX_CONNECTIONS),
  ];
}

/**
 * Measures what the logs alone cost: a line of each request, the change log, and the requests that the console shows. The
 * bare program then does nothing else that the service does, so the service's share of the ceiling can hardly be larger.
 */
export async function benchLogged(options: BenchOptions, surroundings: Surroundings): Promise<void> {
  const { serverUrl, results, progress, signal } = surroundings;
  const users = sizeOf(options);
  await using stack = new AsyncDisposableStack();
  const ceiling = await startCeiling(serverUrl, stack);
  const programs: Programs = { service: await startCeiling(serverUrl, stack, "logs"), ceiling };
  for (const { databaseUrl } of Object.values(programs))
    await seedCeilingUsers(databaseUrl, { first: 0, last: users }, signal);
  const positions = new Map<string, { service: number; ceiling: number }>();
  for (const { title, operation, connections } of loggedOperations(options)) {
    progress(title);
    const position = positions.get(operation.name) ?? { service: 0, ceiling: 0 };
    positions.set(operation.name, position);
    const row = await measure({
      operation,
      users,
      connections,
      positions: position,
      programs,
      options,
      signal,
    });
    await results.add(title, ({ logged }) => logged.push(row));
  }
}
