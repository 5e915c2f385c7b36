import { Client } from "pg";
import { z } from "zod";
import { entraGroup, entraUser } from "../support/entra-requests.ts";
import { execute } from "../support/database.ts";
import { expectAnswer, type LoadGenerator } from "./load.ts";
import { memberExchanges } from "./operations.ts";
import type { Programs } from "./programs.ts";
import { seededIdSql } from "./seeded-user.ts";

/** From first to below last: what {@link entraUser} takes. */
export interface Numbers {
  readonly first: number;
  readonly last: number;
}

const created = z.object({ id: z.string(), meta: z.object({ created: z.string() }) });

/** The user of this number is made by the service itself; all others are its copies. No other user has it. */
const TEMPLATE = 777_777_750;
/** Users of one statement: some seconds, after which a run can be broken off. */
const USERS_A_STATEMENT = 50_000;

/**
 * Makes users in the service's database, quickly. The service makes one of them; each of the others is its row and its
 * line in the change log with another number in it, so that this needs to know no more of the tables than their names.
 *
 * @param url the service's database.
 */
export async function seedServiceUsers(
  generator: LoadGenerator,
  url: string,
  numbers: Numbers,
  signal: AbortSignal,
): Promise<void> {
  const answer = await expectAnswer(generator, {
    method: "POST",
    path: "/scim/v2/Users",
    body: JSON.stringify(entraUser(TEMPLATE)),
    expected: [201],
  });
  const { id } = created.parse(JSON.parse(answer));
  await withClient(url, async (client) => {
    for (const table of ["resources", "changes"]) {
      const condition = `where ${table === "resources" ? "id" : "resource_id"} = $1`;
      const names = await columnNames(client, table);
      // The line of a change is numbered by its table.
      const columns = names.filter((name) => table === "resources" || name !== "id").join(", ");
      const row = `select ${columns} from jsonb_populate_record(null::scim.${table}, ${copySql("(select text from template)", id)}::jsonb)`;
      await client.query(
        `create temporary table template on commit preserve rows as
          select to_jsonb(r)::text as text from scim.${table} r ${condition.replace("$1", client.escapeLiteral(id))}`,
      );
      await copies(
        client,
        numbers,
        signal,
        `insert into scim.${table} (${columns}) select made.* from n, lateral (${row}) made`,
      );
      await client.query("drop table template");
      await client.query(`delete from scim.${table} ${condition}`, [id]);
    }
  });
}

/** Puts the same users under the same ids into the ceiling's table. @param url the ceiling's database. */
export async function seedCeilingUsers(url: string, numbers: Numbers, signal: AbortSignal): Promise<void> {
  const id = "00000000-0000-7000-8000-000000000000";
  const now = new Date().toISOString();
  const location = `http://127.0.0.1/scim/v2/Users/${id}`;
  const meta = { resourceType: "User", created: now, lastModified: now, location };
  const template = JSON.stringify(Object.assign(entraUser(TEMPLATE), { id, meta }));
  await withClient(url, async (client) => {
    const copy = copySql(client.escapeLiteral(template), id);
    await copies(
      client,
      numbers,
      signal,
      `insert into users (id, user_name, doc)
        select (doc ->> 'id')::uuid, doc ->> 'userName', doc from n, lateral (select ${copy}::jsonb as doc) made`,
    );
  });
}

/** Runs a statement over `n (number bigint)`, some numbers at a time. */
async function copies(
  client: Client,
  { first, last }: Numbers,
  signal: AbortSignal,
  statement: string,
): Promise<void> {
  for (let start = first; start < last; start += USERS_A_STATEMENT) {
    signal.throwIfAborted();
    const end = Math.min(start + USERS_A_STATEMENT, last) - 1;
    await client.query(
      `with n as (select generate_series(${start}::bigint, ${end}::bigint) as number) ${statement}`,
    );
  }
}

/** The template's text with what {@link entraUser} makes of `n.number` instead of its own number. */
function copySql(template: string, templateId: string): string {
  const replacements = [
    [templateId, seededIdSql("n.number")],
    [String(100_000 + TEMPLATE), "(100000 + n.number)::text"],
    [`Department ${TEMPLATE % 50}"`, `'Department ' || n.number % 50 || '"'`],
    [String(TEMPLATE), "n.number::text"],
  ] as const;
  return replacements.reduce((text, [what, by]) => `replace(${text}, '${what}', ${by})`, template);
}

/** Makes the same users in both programs. */
export async function seedUsers(
  { service, ceiling }: Programs,
  numbers: Numbers,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    seedServiceUsers(service.generator, service.databaseUrl, numbers, signal),
    seedCeilingUsers(ceiling.databaseUrl, numbers, signal),
  ]);
  await settle({ service, ceiling });
}

/** Makes a group with these members in both programs; answers its id. */
export async function seedGroup(
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

async function columnNames(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
      where table_schema = 'scim' and table_name = $1 order by ordinal_position`,
    [table],
  );
  return rows.map((row) => row.name);
}

/** Makes an empty group in the service; answers its id. */
export async function seedServiceGroup(generator: LoadGenerator, displayName: string): Promise<string> {
  const answer = await expectAnswer(generator, {
    method: "POST",
    path: "/scim/v2/Groups",
    body: JSON.stringify(entraGroup(displayName)),
    expected: [201],
  });
  return created.parse(JSON.parse(answer)).id;
}

/** The same memberships for the ceiling. */
async function seedCeilingMembers(
  databaseUrl: string,
  groupId: string,
  userIds: readonly string[],
): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query("insert into members select $1, unnest($2::uuid[])", [groupId, userIds]),
  );
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
