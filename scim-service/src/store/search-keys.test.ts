import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../../test/service.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { assignAttribute } from "./assign-attribute.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database, type Queries } from "./database.ts";
import { migrate } from "./migrate.ts";
import { newResourceId } from "./resource-id.ts";
import { keysOf } from "./resource-keys.ts";

const { user } = catalog([]);
const actor = { tenant: 1, tokenId: randomUUID(), requestId: "keys" };
const id = newResourceId();
let database: Database;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 1, onConnectionLost: () => {} });
  await migrate(database);
  const document = {
    userName: "ada",
    displayName: "ADA",
    emails: [{ value: "Ada@example.com", type: "work" }],
  };
  const text = JSON.stringify(document);
  await createResource(database, actor, "U", id, keysOf(user, id, document, text, true), text);
});
afterAll(() => database.close());

interface Written {
  /** Row versions so far that needed no new entry in any index. */
  readonly withoutIndexes: number;
  readonly display: string;
  readonly email: string;
}

async function read(queries: Queries): Promise<Written | undefined> {
  const [row] = await queries.query<Written & Record<string, unknown>>(
    {
      text: `select pg_stat_get_xact_tuples_hot_updated('scim.resources'::regclass)::int as "withoutIndexes",
        display_key as display, email_key as email from scim.resources where id = $1`,
    },
    [id],
  );
  return row;
}

/** Sets an attribute; what was written by that. */
function assign(name: string, value: string | boolean): Promise<Partial<Written>> {
  const attribute = user.core.attributes.get(name.toLowerCase());
  if (!attribute) throw new Error(`no attribute ${name}`);
  return database.transaction(1, async (queries) => {
    const before = await read(queries);
    await assignAttribute(queries, actor, id, { attribute, value });
    const after = await read(queries);
    return { ...after, withoutIndexes: (after?.withoutIndexes ?? 0) - (before?.withoutIndexes ?? 0) };
  });
}

test("a change of another attribute writes to no index", async () => {
  expect(await assign("active", false)).toStrictEqual({
    withoutIndexes: 1,
    display: "ada",
    email: "ada@example.com",
  });
});

test("a change of the display name moves the key, as it is compared", async () => {
  expect(await assign("displayName", "Mu\u0308LLER")).toStrictEqual({
    withoutIndexes: 0,
    display: "m\u00fcller",
    email: "ada@example.com",
  });
});
