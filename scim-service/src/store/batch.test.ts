import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase } from "../../test/service.ts";
import type { BatchWork } from "./batch.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { readResource } from "./read-resource.ts";

let database: Database;
/** The tenant and the items of each statement, in the order in which they were sent. */
let sent: { readonly tenant: number; readonly items: readonly number[] }[];

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
});
afterAll(() => database.close());
beforeEach(() => {
  sent = [];
});

/** Divides a hundred by each item, in one statement: PostgreSQL refuses a zero, and with it the whole statement. */
const DIVIDE: BatchWork<number, number> = {
  changes: false,
  async run(queries, tenant, items) {
    sent.push({ tenant, items });
    const rows = await queries.query<{ result: number }>(
      { text: "select 100 / n as result from unnest($1::int[]) with ordinality as i (n, at) order by at" },
      [items],
    );
    return rows.map(({ result }) => result);
  },
};

const divide = (items: readonly number[], tenant = 1) =>
  Promise.allSettled(items.map((item) => database.batch(DIVIDE, tenant, item)));

test("items that arrive together share a statement, and each gets its own result", async () => {
  const results = await divide([50, 20, 10]);
  expect(results.map((each) => each.status === "fulfilled" && each.value)).toStrictEqual([2, 5, 10]);
  expect(sent).toStrictEqual([{ tenant: 1, items: [50, 20, 10] }]);
});

test("a single item is run at once, in a statement of its own", async () => {
  await divide([50]);
  await divide([20]);
  expect(sent.map(({ items }) => items)).toStrictEqual([[50], [20]]);
});

test("tenants never share a statement", async () => {
  await Promise.all([divide([50], 1), divide([20], 2)]);
  expect(sent).toStrictEqual([
    { tenant: 1, items: [50] },
    { tenant: 2, items: [20] },
  ]);
});

test("an item that PostgreSQL refuses fails alone", async () => {
  const results = await divide([50, 0, 10]);
  expect(results.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({ reason: { message: "division by zero" } });
  expect(sent.map(({ items }) => items)).toStrictEqual([[50, 0, 10], [50], [0], [10]]);
});

test("a statement has at most 50 items", async () => {
  await divide(Array.from({ length: 120 }, () => 100));
  expect(sent.map(({ items }) => items.length)).toStrictEqual([50, 50, 20]);
});

test("items of one key go one after the other", async () => {
  const parity: BatchWork<number, number> = {
    ...DIVIDE,
    keysOf: (item) => [item % 2 === 0 ? "even" : "odd"],
  };
  await Promise.all([10, 5, 20, 2, 25].map((item) => database.batch(parity, 1, item)));
  expect(sent.map(({ items }) => items)).toStrictEqual([[10, 5], [20, 25], [2]]);
});

test("inside a transaction an item runs on the transaction's connection", async () => {
  const actor = { tenant: 1, tokenId: randomUUID(), requestId: "batch" };
  const id = randomUUID();
  const keys = { name: "inside", scope: id, externalId: null, prepared: undefined };
  const reading = { groups: false, members: false };
  const rolledBack = database.transaction(1, async (queries) => {
    await createResource(queries, actor, "U", id, keys, '{"userName":"inside"}');
    expect(await readResource(queries, 1, "U", id, reading)).toMatchObject({ id });
    expect(await readResource(database, 1, "U", id, reading)).toBeUndefined();
    throw new Error("never mind");
  });
  await expect(rolledBack).rejects.toThrow("never mind");
  expect(await readResource(database, 1, "U", id, reading)).toBeUndefined();
});

test("items of several keys share a statement where none is common, and later ones do not overtake", async () => {
  const digits: BatchWork<number, number> = { ...DIVIDE, keysOf: (item) => String(item).split("") };
  await Promise.all([12, 34, 25, 5, 6].map((item) => database.batch(digits, 1, item)));
  expect(sent.map(({ items }) => items)).toStrictEqual([[12, 34, 6], [25], [5]]);
});
