import { randomUUID } from "node:crypto";
import type { FlowJob, PgBoss } from "pg-boss";
import type { Customer } from "../customers/customer.ts";
import type { Fleet } from "../customers/read.ts";
import type { OperationName } from "../operations/result.ts";
import { atWork, releaseAbandoned } from "./abandoned.ts";
import { OPERATION_QUEUE, type OperationData, RING_QUEUE, type RingData } from "./queue.ts";

/** What a command asks for. */
export interface RunRequest {
  readonly operation: OperationName;
  readonly fleet: Fleet;
  readonly customers: readonly Customer[];
  readonly maxFailures: number | undefined;
  /** Whether `up` looks at what is really there first. */
  readonly refresh: boolean;
}

/** The jobs of one command. */
export interface Run {
  readonly id: string;
  /** Job ids by customer, in the order of rings. */
  readonly jobs: ReadonlyMap<string, string>;
  /** Job ids of the questions between rings, by ring. */
  readonly rings: ReadonlyMap<string, string>;
}

/** Operations that change something go ring by ring; those that only look need not. */
const BY_RINGS: ReadonlySet<OperationName> = new Set(["up", "rotate"]);

/** Not the name of any ring: what only looks goes to all customers at once. */
const ALL = "*";

const KEEP_SECONDS = 5 * 365 * 24 * 3600;

/**
 * Puts all jobs of a command into the queue, in one transaction: one a customer, those of a ring behind the question
 * whether the ring before it is healthy.
 *
 * @param command name of this process in pg-boss's registry
 * @throws {FleetError} when another command is at work on one of the customers
 */
export async function enqueueRun(
  boss: PgBoss,
  command: string,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Run> {
  const id = randomUUID();
  const keys = request.customers.map((customer) => keyOf(request.fleet, customer));
  await releaseAbandoned(boss, keys, signal);
  const flow = flowOf(id, command, request);
  const ids = await boss.flow(flow).catch(async (error: unknown) => {
    // Another command was faster: pg-boss inserts all jobs of a flow or none.
    throw (await atWork(boss, keys)) ?? error;
  });
  const idOf = (name: string) => ids[name] ?? "";
  return {
    id,
    jobs: new Map(request.customers.map(({ name }) => [name, idOf(`customer ${name}`)])),
    rings: new Map(
      flow.filter(({ name }) => name === RING_QUEUE).map(({ ref }) => [ref.slice("ring ".length), idOf(ref)]),
    ),
  };
}

/** The jobs of a run and what each of them waits for. */
export function flowOf(
  run: string,
  command: string,
  { operation, fleet, customers, maxFailures, refresh }: RunRequest,
): FlowJob[] {
  const { name, folder, secretsProvider = null } = fleet;
  const shared = {
    run,
    command,
    operation,
    maxFailures: maxFailures ?? null,
    fleet: { name, folder, secretsProvider },
  };
  const jobsOf = (ring: string, members: readonly Customer[], dependsOn: string[]): FlowJob[] =>
    members.map((customer) => ({
      ref: `customer ${customer.name}`,
      name: OPERATION_QUEUE,
      data: { ...shared, ring, customer, refresh } satisfies OperationData,
      options: {
        singletonKey: keyOf(fleet, customer),
        group: { id: customer.tenant.toLowerCase() },
        // Which stacks there are is read from these, long after a customer has left the file.
        ...(BY_RINGS.has(operation) || operation === "destroy" ? { deleteAfterSeconds: KEEP_SECONDS } : {}),
      },
      dependsOn,
    }));
  const rings = BY_RINGS.has(operation) ? fleet.rings : [{ name: ALL }];
  const filled = rings
    .map((ring) => ({
      ring,
      members: customers.filter((customer) => ring.name === ALL || customer.ring === ring.name),
    }))
    .filter(({ members }) => members.length > 0);
  const flow: FlowJob[] = [];
  for (const [index, { ring, members }] of filled.entries()) {
    const before = filled[index - 1]?.ring.name;
    const jobs = jobsOf(ring.name, members, before === undefined ? [] : [`ring ${before}`]);
    const last = index === filled.length - 1;
    const data: RingData = {
      ...shared,
      ring: ring.name,
      healthyWithinSeconds: last || ring.healthyWithin === undefined ? null : secondsOf(ring.healthyWithin),
    };
    // Nothing waits for the last ring; its question makes the run a flow, which is inserted as a whole or not at all.
    flow.push(...jobs, {
      ref: `ring ${ring.name}`,
      name: RING_QUEUE,
      data,
      dependsOn: jobs.map(({ ref }) => ref),
    });
  }
  return flow;
}

/** `45m` in seconds. */
export function secondsOf(period: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[period.at(-1) ?? ""] ?? 0;
  return Number(period.slice(0, -1)) * unit;
}

function keyOf({ name }: Pick<Fleet, "name">, customer: Customer): string {
  return `${name}/${customer.name}`;
}
