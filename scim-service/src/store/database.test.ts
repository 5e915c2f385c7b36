import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
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

  const transaction = database.transaction(1, async (queries) => {
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

test("a server that ends a connection in the moment it is ready fails what was asked and nothing else", async () => {
  // As PostgreSQL does when it shuts down: both messages in one packet, so nobody gets to listen in between.
  const authenticated = Buffer.from("R\0\0\0\x08\0\0\0\0", "latin1");
  const ready = Buffer.from("Z\0\0\0\x05I", "latin1");
  const fields = Buffer.from("SFATAL\0C57P01\0Mshutting down\0\0", "latin1");
  const head = Buffer.from("E\0\0\0\0", "latin1");
  head.writeInt32BE(fields.length + 4, 1);
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(Buffer.concat([authenticated, ready, head, fields])));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const database = openDatabase({
    url: `postgres://nobody:nothing@127.0.0.1:${port}/none`,
    poolSize: 1,
    onConnectionLost: () => {},
  });
  opened.push(database);
  try {
    await expect(database.transaction(1, () => Promise.resolve())).rejects.toThrow(/terminat|not queryable/);
    await expect(database.query({ text: "select 1" }, [])).rejects.toThrow(/terminat|shutting down/);
  } finally {
    server.close();
  }
});

test("a transaction that says no more lets go of what it holds", async () => {
  const url = await createDatabase();
  const database = openDatabase({ url, poolSize: 1, onConnectionLost: () => {} });
  opened.push(database);
  const lock = "select pg_try_advisory_lock(7) as free";
  const isFree = () =>
    withDatabase(url, async (client) => (await client.query<{ free: boolean }>(lock)).rows[0]?.free);
  const frozen = database.transaction(1, async (queries) => {
    await queries.query({ text: "select pg_advisory_xact_lock(7)" }, []);
    await vi.waitUntil(isFree, { timeout: 25_000, interval: 200 });
    await queries.query({ text: "select 1" }, []);
  });
  await expect(frozen).rejects.toThrow(/terminat|timeout|not queryable/i);
  // Here the client's own timer ended it; where the whole process froze, the server's does.
  const setting = { text: "show idle_in_transaction_session_timeout" };
  expect(await database.query(setting, [])).toStrictEqual([{ idle_in_transaction_session_timeout: "15s" }]);
  expect(await database.query({ text: "select 1" }, [])).toHaveLength(1);
}, 40_000);

test("a URL without a password takes each connection's from a function", async () => {
  const url = new URL(await createDatabase());
  const password = decodeURIComponent(url.password);
  url.password = "";
  let asked = 0;
  const database = openDatabase({
    url: url.href,
    password: async () => {
      asked++;
      return password;
    },
    poolSize: 2,
    onConnectionLost: () => {},
  });
  opened.push(database);
  const sleep = { text: "select pg_sleep(0.05)" };
  await Promise.all([database.query(sleep, []), database.query(sleep, [])]);
  expect(asked).toBe(2);
});

test("a wrong password from the function is refused by PostgreSQL", async () => {
  const url = new URL(await createDatabase());
  url.password = "";
  const database = openDatabase({
    url: url.href,
    password: async () => "wrong",
    poolSize: 1,
    onConnectionLost: () => {},
  });
  opened.push(database);
  await expect(database.query({ text: "select 1" }, [])).rejects.toThrow("password authentication failed");
});
