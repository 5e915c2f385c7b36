import { watchMemory } from "../support/memory.ts";
import { databaseSize } from "./database-size.ts";
import { LOOK_UPS, measureLookUp } from "./look-ups.ts";
import { measure } from "./measure.ts";
import { initialCycle, memberAddition, memberRemoval, userOperations, type Operation } from "./operations.ts";
import { type BenchOptions, connectionsAt, groupUsers, MIX_CONNECTIONS } from "./options.ts";
import { walkPages } from "./pages.ts";
import { addInParallel } from "./parallel.ts";
import { isMeasuredAt, rowTitle, sizeTitle } from "./plan.ts";
import { type Programs, startCeiling, startService } from "./programs.ts";
import { requestLog } from "./request-log.ts";
import type { Results } from "./results.ts";
import { seedGroup, seedUsers } from "./seed.ts";
import { seededId } from "./seeded-user.ts";

const PARALLEL_ADDITIONS = 200;

/** What the benchmark runs with. */
export interface Surroundings {
  /** Of a PostgreSQL server. */
  readonly serverUrl: string;
  readonly results: Results;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs what is measured on service and ceiling, one number of users after the other. */
export async function bench(options: BenchOptions, surroundings: Surroundings): Promise<void> {
  for (const users of options.users) {
    if (isMeasuredAt(options, users)) await benchAt(users, options, surroundings);
  }
}

async function benchAt(users: number, options: BenchOptions, surroundings: Surroundings): Promise<void> {
  const { serverUrl, results, progress, signal } = surroundings;
  const { parts } = options;
  await using stack = new AsyncDisposableStack();
  const service = await startService(serverUrl, stack);
  const programs: Programs = { service, ceiling: await startCeiling(serverUrl, stack) };
  const { generator } = service;
  progress(`${users} users: seeding`);
  await seedUsers(programs, { first: 0, last: users }, signal);
  const size = await databaseSize(service.databaseUrl, users);
  await results.add(sizeTitle("database", users), ({ databases }) => databases.push(size));
  const watches = { service: watchMemory(service.pid), ceiling: watchMemory(programs.ceiling.pid) };
  stack.defer(async () => {
    for (const watch of Object.values(watches)) await watch.stop().catch(() => 0);
  });

  const run = async (operation: Operation, connections = connectionsAt(options, users)): Promise<void> => {
    if (operation.prepare) {
      await operation.prepare(generator);
      await operation.prepare(programs.ceiling.generator);
    }
    // Kept from one number of connections to the next, so that no user is created twice.
    const positions = { service: 0, ceiling: 0 };
    for (const each of connections) {
      const title = rowTitle(operation.name, users, each);
      progress(title);
      const row = await measure({
        operation,
        users,
        connections: each,
        positions,
        programs,
        options,
        signal,
      });
      await results.add(title, ({ rows }) => rows.push(row));
    }
  };
  if (parts.has("search")) {
    for (const name of Object.keys(LOOK_UPS)) {
      const lookUp = await measureLookUp(service, name, users);
      await results.add(sizeTitle(name, users), ({ lookUps }) => lookUps.push(lookUp));
    }
  }
  if (parts.has("pages")) {
    progress(sizeTitle("pages", users));
    const walk = await walkPages(service, users, signal);
    await results.add(sizeTitle("pages", users), ({ walks }) => walks.push(walk));
  }
  if (parts.has("users")) for (const operation of userOperations(users)) await run(operation);
  if (parts.has("mix")) {
    const groupId = await seedGroup(programs, "Group of an initial cycle", []);
    await run(initialCycle(groupId), [MIX_CONNECTIONS]);
  }
  if (users === groupUsers(options) && (parts.has("groups") || parts.has("parallel"))) {
    const newcomers = Array.from({ length: options.newcomers }, (_, index) => seededId(users + index));
    await seedUsers(programs, { first: users, last: users + options.newcomers }, signal);
    for (const size of options.groupSizes.filter((each) => parts.has("groups") && each <= users)) {
      progress(`${users} users: seeding a group of ${size}`);
      const members = Array.from({ length: size }, (_, index) => seededId(index));
      const groupId = await seedGroup(programs, `Group of ${size}`, members);
      await run(memberAddition(size, groupId, newcomers));
      await run(memberRemoval(size, groupId, newcomers));
    }
    if (parts.has("parallel")) {
      const parallel = await addInParallel(service, newcomers.slice(0, PARALLEL_ADDITIONS));
      await results.add("parallel", (figures) => (figures.parallel = parallel));
    }
  }
  const memory = { users, service: await watches.service.stop(), ceiling: await watches.ceiling.stop() };
  await results.add(sizeTitle("memory", users), (figures) => figures.memory.push(memory));
  const kept = await requestLog(service);
  await results.add(sizeTitle("request log", users), ({ requestLogs }) =>
    requestLogs.push({ users, ...kept }),
  );
}
