import { Client } from "pg";
import { expect, inject, test } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { expectAnswer } from "./load.ts";
import { startService } from "./programs.ts";
import { seedServiceUsers } from "./seed.ts";
import { seededId } from "./seeded-user.ts";

const SEEDED = 4_321;

test("a seeded user is what the service makes of the same user, in every column and in the change log", async () => {
  await using stack = new AsyncDisposableStack();
  const { generator, databaseUrl } = await startService(inject("postgresUrl"), stack);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  stack.defer(() => client.end());
  const stored = async (): Promise<unknown> => {
    const { rows } = await client.query(
      `select to_jsonb(r) as resource, to_jsonb(c) as change from scim.resources r
        join scim.changes c on c.tenant = r.tenant and c.resource_id = r.id where r.external_id = $1`,
      [`external-${SEEDED}`],
    );
    return JSON.parse(
      JSON.stringify(rows, (key, value: unknown) =>
        ["id", "resource_id", "xact", "request", "at", "created_at", "modified_at"].includes(key)
          ? typeof value
          : value,
      ),
    );
  };

  await expectAnswer(generator, {
    method: "POST",
    path: "/scim/v2/Users",
    body: JSON.stringify(entraUser(SEEDED)),
    expected: [201],
  });
  const posted = await stored();
  expect(posted).toHaveLength(1);
  await client.query("delete from scim.resources");
  await client.query("delete from scim.changes");

  await seedServiceUsers(
    generator,
    databaseUrl,
    { first: SEEDED - 1, last: SEEDED + 2 },
    new AbortController().signal,
  );
  expect(await stored()).toEqual(posted);
  const { rows } = await client.query<{ id: string; changes: number }>(
    `select id, (select count(*)::int from scim.changes where resource_id = r.id) as changes
      from scim.resources r order by id`,
  );
  expect(rows).toEqual([-1, 0, 1].map((offset) => ({ id: seededId(SEEDED + offset), changes: 1 })));
});
