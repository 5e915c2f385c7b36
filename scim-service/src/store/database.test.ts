import { afterEach, expect, test } from "vitest";
import { createDatabase, withDatabase } from "../../test/service.ts";
import { openDatabase, type Database } from "./database.ts";

const opened: Database[] = [];

afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

test("a connection that breaks between two statements fails its transaction and nothing else", async () => {
  const url = await createDatabase();
  const database = openDatabase({ url, poolSize: 2, onConnectionLost: () => {} });
  opened.push(database);
  const pid = { text: "select pg_backend_pid() as pid" };
  let attempts = 0;

  const transaction = database.transaction(async (queries) => {
    const [row] = await queries.query<{ pid: number }>(pid, []);
    if (attempts++ === 0) {
      await withDatabase(url, async (client) => {
        await client.query("select pg_terminate_backend($1, 5000)", [row?.pid]);
      });
    }
    await queries.query(pid, []);
  });

  await expect(transaction).rejects.toThrow(/terminat|closed|not queryable/i);
  expect(await database.query(pid, [])).toHaveLength(1);
});
