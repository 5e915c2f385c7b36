import { z } from "zod";
import { execute } from "../support/database.ts";
import { summarise, type MeasuredSlice, type Row } from "./figures.ts";
import { expectAnswer, LoadGenerator } from "./load.ts";
import { watchMemory } from "../support/memory.ts";
import {
  memberAddition,
  memberExchanges,
  memberRemoval,
  userOperations,
  type Operation,
} from "./operations.ts";
import { startProcessorTime } from "./processor.ts";
import { startCeiling, startService, type Program } from "./programs.ts";
import { seedCeilingMembers, seedCeilingUsers, seedServiceGroup, seedServiceUsers } from "./seed.ts";

/** How much is measured, and for how long. */
export interface BenchOptions {
  /** Numbers of users, ascending; groups are measured at the last. */
  readonly users: readonly number[];
  /** Members that a group has before the additions; those above the number of users are left out. */
  readonly groupSizes: readonly number[];
  /** Users beside those, who are added to the groups; a slice ends when all have been. */
  readonly newcomers: number;
  /** Numbers of connections that drive each operation. */
  readonly connections: readonly number[];
  /** Slices of each program an operation, service and ceiling in turns. */
  readonly rounds: number;
  readonly sliceMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** Everything that the report is made of. */
export interface BenchResult {
  readonly rows: readonly Row[];
  readonly memory: readonly { readonly users: number; readonly service: number; readonly ceiling: number }[];
  readonly parallel: ParallelAdditions;
}

/** What became of additions to one group that were all sent at the same time. */
export interface ParallelAdditions {
  readonly sent: number;
  /** Answered with anything but success. */
  readonly refused: number;
  /** Answered with success and not among the members afterwards. */
  readonly lost: number;
}

interface Programs {
  readonly service: Program;
  readonly ceiling: Program;
}

const PARALLEL_ADDITIONS = 200;

/** Whoever waits for the figures. */
export interface Observer {
  readonly progress: (line: string) => void;
  /** Takes all rows so far, each time that there is one more. */
  readonly measured: (rows: readonly Row[]) => Promise<void>;
}

/** Runs the whole benchmark on a PostgreSQL server. */
export async function bench(
  serverUrl: string,
  options: BenchOptions,
  { progress, measured }: Observer,
): Promise<BenchResult> {
  const rows: Row[] = [];
  const memory: { users: number; service: number; ceiling: number }[] = [];
  let parallel: ParallelAdditions = { sent: 0, refused: 0, lost: 0 };

  for (const users of options.users) {
    await using stack = new AsyncDisposableStack();
    const programs = {
      service: await startService(serverUrl, stack),
      ceiling: await startCeiling(serverUrl, stack),
    };
    progress(`${users} users: seeding`);
    const userIds = await seedUsers(programs, { first: 0, last: users });
    const watches = {
      service: watchMemory(programs.service.pid),
      ceiling: watchMemory(programs.ceiling.pid),
    };
    const run = async (operation: Operation): Promise<void> => {
      if (operation.prepare) {
        await operation.prepare(programs.service.generator);
        await operation.prepare(programs.ceiling.generator);
      }
      // Kept from one number of connections to the next, so that no user is created twice.
      const positions = { service: 0, ceiling: 0 };
      for (const connections of options.connections) {
        progress(`${users} users, ${connections} connections: ${operation.name}`);
        rows.push(await measure({ operation, users, connections, positions, programs, options }));
        await measured(rows);
      }
    };
    for (const operation of userOperations(userIds)) await run(operation);

    if (users === options.users.at(-1)) {
      const newcomers = await seedUsers(programs, { first: users, last: users + options.newcomers });
      for (const size of options.groupSizes.filter((size) => size <= users)) {
        progress(`${users} users: seeding a group of ${size}`);
        const groupId = await seedGroup(programs, `Group of ${size}`, userIds.slice(0, size));
        await run(memberAddition(size, groupId, newcomers));
        await run(memberRemoval(size, groupId, newcomers));
      }
      parallel = await addInParallel(programs.service, newcomers.slice(0, PARALLEL_ADDITIONS));
    }
    memory.push({ users, service: await watches.service.stop(), ceiling: await watches.ceiling.stop() });
  }
  return { rows, memory, parallel };
}

interface Measurement {
  readonly operation: Operation;
  readonly users: number;
  readonly connections: number;
  /** The number of each program's next request. */
  readonly positions: Record<keyof Programs, number>;
  readonly programs: Programs;
  readonly options: BenchOptions;
}

/** Ceiling and service in turns, so that whatever else the machine does meets both alike. */
async function measure({
  operation,
  users,
  connections,
  positions,
  programs,
  options,
}: Measurement): Promise<Row> {
  const slice = async (name: keyof Programs, milliseconds: number): Promise<MeasuredSlice> => {
    const { generator } = programs[name];
    const first = positions[name];
    const processor = await startProcessorTime(programs[name]);
    const next = () => operation.exchange(positions[name]++);
    const driven = await generator.drive(next, milliseconds, connections);
    const result = { ...driven, processor: await processor.stop() };
    if (operation.restore) {
      await operation.restore(generator, positions[name] - first);
      positions[name] = 0;
    }
    return result;
  };
  await slice("ceiling", options.warmUpMilliseconds);
  await slice("service", options.warmUpMilliseconds);
  const pairs: { service: MeasuredSlice; ceiling: MeasuredSlice }[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const ceiling = await slice("ceiling", options.sliceMilliseconds);
    pairs.push({ ceiling, service: await slice("service", options.sliceMilliseconds) });
  }
  return summarise(operation, users, connections, pairs);
}

async function seedUsers(
  { service, ceiling }: Programs,
  numbers: { readonly first: number; readonly last: number },
): Promise<string[]> {
  const ids = await seedServiceUsers(service.generator, numbers);
  await seedCeilingUsers(ceiling.databaseUrl, numbers.first, ids);
  await settle({ service, ceiling });
  return ids;
}

async function seedGroup(
  { service, ceiling }: Programs,
  displayName: string,
  memberIds: readonly string[],
): Promise<string> {
  const groupId = await seedServiceGroup(service.generator, displayName);
  for (const exchange of memberExchanges("Add", groupId, memberIds))
    await expectAnswer(service.generator, exchange);
  await seedCeilingMembers(ceiling.databaseUrl, groupId, memberIds);
  await settle({ service, ceiling });
  return groupId;
}

/** What autovacuum and the checkpointer would otherwise do in the middle of a slice, of whichever program. */
async function settle(programs: Programs): Promise<void> {
  for (const program of [programs.service, programs.ceiling])
    await execute(program.databaseUrl, "vacuum analyze");
  await execute(programs.service.databaseUrl, "checkpoint");
}

const groupWithMembers = z.object({ members: z.array(z.object({ value: z.string() })).default([]) });

async function addInParallel(service: Program, userIds: readonly string[]): Promise<ParallelAdditions> {
  const groupId = await seedServiceGroup(service.generator, "Group of parallel additions");
  const generator = new LoadGenerator(service.origin, service.token, userIds.length);
  const answers = await Promise.all(
    userIds.map(async (id) => {
      const [exchange] = memberExchanges("Add", groupId, [id]);
      return { id, accepted: exchange !== undefined && (await generator.send(exchange)).status < 300 };
    }),
  );
  await generator.close();
  const group = await expectAnswer(service.generator, {
    method: "GET",
    path: `/scim/v2/Groups/${groupId}`,
    expected: [200],
  });
  const members = new Set(groupWithMembers.parse(JSON.parse(group)).members.map((member) => member.value));
  const accepted = answers.filter((answer) => answer.accepted);
  return {
    sent: userIds.length,
    refused: answers.length - accepted.length,
    lost: accepted.filter((answer) => !members.has(answer.id)).length,
  };
}
