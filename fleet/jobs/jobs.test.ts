import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { createDatabase, type OwnDatabase } from "../../test/support/database.ts";
import type { Customer } from "../customers/customer.ts";
import { openQueue, OPERATION_QUEUE, type Queue, RING_QUEUE } from "./queue.ts";
import { enqueueRun, type RunRequest } from "./run.ts";
import { scheduleDrift } from "./schedule.ts";
import { stopOf } from "./stop.ts";
import { watchRun } from "./watch.ts";

const NEVER = new AbortController().signal;
const customers = ["a", "b"].map((name): Customer => ({
  name,
  ring: name === "a" ? "canary" : "everyone",
  tenant: name,
  labels: {},
  signIn: {},
  config: {},
  secrets: [],
  places: {},
}));
const request: RunRequest = {
  operation: "up",
  fleet: {
    name: "sightcall",
    folder: "/fleet",
    secretsProvider: undefined,
    rings: [{ name: "canary" }, { name: "everyone" }],
    customers: [],
  },
  customers,
  maxFailures: undefined,
  refresh: false,
};

let database: OwnDatabase;
let opened: Queue[];

beforeEach(async () => {
  database = await createDatabase(inject("postgresUrl"), "fleet_jobs_test");
  opened = [];
});
afterEach(async () => {
  for (const { boss } of opened) await boss.stop({ graceful: false });
  await database.drop();
});

async function open(name: string): Promise<Queue["boss"]> {
  const queue = await openQueue(database.url, name, () => {});
  opened.push(queue);
  return queue.boss;
}

it("a second command for the same customers is refused while the first is there, and goes on where it was killed", async () => {
  const first = await open("first");
  await enqueueRun(first, "first", request, NEVER);
  const second = await open("second");
  await expect(enqueueRun(second, "second", request, NEVER)).rejects.toThrow(
    "Another fleet command is at work on a (up), b (up).",
  );
  await first.stop({ graceful: false });
  const run = await enqueueRun(second, "second", request, NEVER);
  expect([...run.jobs.keys()]).toEqual(["a", "b"]);
});

it("a ring that is not healthy stops the run: what waits behind it is skipped", async () => {
  const boss = await open("first");
  const run = await enqueueRun(boss, "first", request, NEVER);
  const [canary] = await boss.fetch(OPERATION_QUEUE);
  expect(canary?.data).toMatchObject({ customer: { name: "a" } });
  await boss.complete(OPERATION_QUEUE, canary?.id ?? "", { state: "failed", seconds: 1 });
  await boss.resolveFlow();
  const [question] = await boss.fetch(RING_QUEUE);
  const reason = "ring canary is not healthy: a failed.";
  await boss.complete(RING_QUEUE, question?.id ?? "", { healthy: false, reason });
  expect(await stopOf(boss, { run: run.id, maxFailures: null })).toBe(`Not begun: ${reason}`);
  const results = await watchRun(boss, run, NEVER, () => {});
  expect([...results].map(([name, { state }]) => [name, state])).toEqual([
    ["a", "failed"],
    ["b", "skipped"],
  ]);
});

it("nothing more is begun after as many failures as are allowed", async () => {
  const boss = await open("first");
  const run = await enqueueRun(boss, "first", { ...request, maxFailures: 1 }, NEVER);
  expect(await stopOf(boss, { run: run.id, maxFailures: 1 })).toBeUndefined();
  const [job] = await boss.fetch(OPERATION_QUEUE);
  await boss.complete(OPERATION_QUEUE, job?.id ?? "", { state: "failed", seconds: 1 });
  expect(await stopOf(boss, { run: run.id, maxFailures: 1 })).toBe(
    "Not begun: customers failed before, 1 of at most 1.",
  );
  expect(await stopOf(boss, { run: run.id, maxFailures: 2 })).toBeUndefined();
});

it("a schedule looks for drift at the file that it names", async () => {
  const boss = await open("worker");
  const looked: string[] = [];
  const schedule = { cron: "0 3 * * *", customers: "/fleet/customers.yaml", report: null };
  await scheduleDrift(boss, schedule, async (file) => void looked.push(file));
  expect(await boss.getSchedules("fleet-schedule")).toMatchObject([{ cron: "0 3 * * *" }]);
  await boss.send("fleet-schedule", { customers: "/fleet/customers.yaml", report: null });
  await expect.poll(() => looked).toEqual(["/fleet/customers.yaml"]);
});
