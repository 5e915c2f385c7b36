import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plansOf } from "../../test/explain.ts";
import { createDatabase } from "../../test/service.ts";
import { prepared } from "../scim/prepare.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { firstResources } from "./people.ts";
import { newResourceId } from "./resource-id.ts";
import { keysOf } from "./resource-keys.ts";
import { findBeginning, findWithin } from "./search-resources.ts";

const { user, group } = catalog([]);
let database: Database;
let tenant: number;
const ids: Record<string, string> = {};

const searched = (typed: string) => ({ typed, prepared: prepared(typed) });
const beginning = async (typed: string, limit = 10) =>
  (await findBeginning(database, "one", searched(typed), limit)).map(({ name }) => name);
const within = async (typed: string) =>
  (await findWithin(database, "one", searched(typed), 10)).map(({ name }) => name);

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
  const made = await database.query<{ key: number }>(
    { text: "insert into scim.tenants (id) values ('one'), ('two') returning key" },
    [],
  );
  const [one, two] = made.map(({ key }) => key);
  tenant = one ?? 0;
  const emails = ["a", "b", "countess"].map((name) => ({ value: `${name}@Example.com` }));
  await add(tenant, "U", { userName: "ada@x", displayName: "Ünal Lovelace", externalId: "E-1", emails });
  await add(tenant, "U", { userName: "Adam@x", name: { familyName: "Smith" } });
  await add(tenant, "G", { displayName: "Administrators", externalId: "e-2" });
  await add(two ?? 0, "U", { userName: "ada@y", displayName: "Ünal", externalId: "E-1" });
});
afterAll(() => database.close());

async function add(of: number, kind: "U" | "G", document: Record<string, unknown>) {
  const id = newResourceId();
  const text = JSON.stringify(document);
  const keys = keysOf(kind === "U" ? user : group, id, JSON.parse(text) as never, text, true);
  await createResource(database, { tenant: of, tokenId: randomUUID(), requestId: "r" }, kind, id, keys, text);
  ids[String(document["userName"] ?? document["displayName"])] = id;
}

describe("by the beginning", () => {
  test.each([
    ["AD", ["ada@x", "Adam@x", "Administrators"]],
    ["adm", ["Administrators"]],
    ["\u00DCNAL", ["ada@x"]],
    ["Countess@", ["ada@x"]],
    ["E-", ["ada@x"]],
    ["e-2", ["Administrators"]],
    ["love", []],
    ["%", []],
    ["\u{10FFFF}", []],
  ])("%s", async (typed, names) => {
    expect(await beginning(typed)).toEqual(names);
  });

  test("of an id", async () => {
    const id = ids["Administrators"] ?? "";
    expect(await beginning(id)).toEqual(["Administrators"]);
    expect(await beginning(id.slice(0, 30))).toContain("Administrators");
    expect(await beginning(id.slice(0, 7))).toEqual([]);
    expect(await beginning(`${id.slice(0, 8)}-${id.slice(9).replaceAll("-", "")}`)).toEqual([]);
    expect(await beginning(`${id}0`)).toEqual([]);
  });

  test("the first by name, each once", async () => {
    expect(await beginning("a", 2)).toEqual(["ada@x", "Adam@x"]);
  });

  test("each kind of name is looked up by its own index", async () => {
    const plans = await plansOf(database, (queries) => findBeginning(queries, "one", searched("a"), 10));
    expect(plans).toHaveLength(1);
    for (const column of [
      "name_key",
      "display_key",
      "email_key",
      "email_key_2",
      "email_key_3",
      "external_id",
      "id",
    ]) {
      expect(plans[0]).toMatch(new RegExp(`Index Cond: [^\\n]*\\b${column} >= [^\\n]*\\b${column} <= `));
    }
    expect(plans[0]).not.toContain("Seq Scan");
  });
});

test("the first ones are read in the order of the index", async () => {
  const [plan] = await plansOf(database, (queries) => firstResources(queries, "one", 10));
  expect(plan).toContain("Index Scan using resource_name");
  expect(plan).not.toContain("Sort");
  expect((await firstResources(database, "one", 2)).map(({ name }) => name)).toEqual(["ada@x", "Adam@x"]);
});

test("inside of names it looks at a bounded number, in the order of the index", async () => {
  const [plan] = await plansOf(database, (queries) => findWithin(queries, "one", searched("a"), 10));
  expect(plan).toMatch(/Subquery Scan on r [^]*-> {2}Limit [^]*Index Scan using resource_name /);
  expect(plan).not.toContain("Sort");
});

test.each([
  ["LACE", ["ada@x"]],
  ["nal lo", ["ada@x"]],
  ["smith", ["Adam@x"]],
  ["example.COM", ["ada@x"]],
  ["-1", ["ada@x"]],
  ["min", ["Administrators"]],
  ["nobody", []],
])("inside of names: %s", async (typed, names) => {
  expect(await within(typed)).toEqual(names);
});
