import { Client } from "pg";
import { expect, test, vi } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { startReplicas } from "./service.ts";

test("a statement that another session blocks is given up with 503, and the service goes on afterwards", async () => {
  await using stack = new AsyncDisposableStack();
  const { clients, databaseUrl } = await startReplicas(1, stack);
  const [client] = clients;
  expect.assert(client);
  const blocker = new Client({ connectionString: databaseUrl });
  await blocker.connect();
  stack.defer(() => blocker.end());
  const { rows } = await blocker.query<{ tables: string }>(
    "select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  await blocker.query("begin");
  await blocker.query(`lock table ${rows[0]?.tables} in access exclusive mode`);

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) => client.request("POST", "/Users", entraUser(number))),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]));
  expect(answers.every((answer) => answer.headers.has("retry-after"))).toBe(true);

  await blocker.query("rollback");
  await vi.waitFor(async () => {
    expect((await client.request("POST", "/Users", entraUser(100))).status).toBe(201);
  });
});
