import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase } from "../../test/service.ts";
import { matches } from "../scim/filter/evaluate.ts";
import { preparedDocument } from "../scim/prepare.ts";
import { Work } from "../scim/work.ts";
import { parseFilter } from "../scim/filter/parse.ts";
import { resolveFilter } from "../scim/filter/resolve.ts";
import type { JsonObject } from "../scim/json.ts";
import { Dialect } from "../scim/leniency.ts";
import { parseResource } from "../scim/resource.ts";
import { attribute, string } from "../scim/schema/attribute.ts";
import { catalog } from "../scim/schema/catalog.ts";
import type { Actor } from "./change.ts";
import { openDatabase, type Database } from "./database.ts";
import { listResources } from "./list-resources.ts";
import { migrate } from "./migrate.ts";
import { createResource } from "./create-resource.ts";
import { newResourceId } from "./resource-id.ts";
import { keysOf } from "./resource-keys.ts";

const EXTENSION = "urn:example:scim:2.0:User";
const { user: type } = catalog([
  {
    id: EXTENSION,
    name: "Example",
    description: "One attribute of each simple type.",
    attributes: [
      string("code", "Case-exact.", { caseExact: true }),
      attribute("level", "integer", "A whole number."),
      attribute("score", "decimal", "A number."),
      attribute("since", "dateTime", "A moment."),
      attribute("vip", "boolean", "A boolean."),
    ],
  },
]);
const actor: Actor = { tenant: 1, tokenId: "00000000-0000-4000-8000-000000000001", requestId: "test" };

// Few different values, so that filters hit: with characters that patterns, quoting and case treat specially.
const word = fc.constantFrom(
  "a",
  "A",
  "ab",
  "b_",
  "b%",
  "B\\",
  "é",
  "É",
  "o'c",
  'q"q',
  "",
  "a b",
  "😀",
  "\uffef",
);
const name = fc.constantFrom("ada", "Ada2", "a_a", "a%a", "AXA", "b\\b", "o'c", "é1", "É2", "😀");
const moment = fc.constantFrom(
  "2024-02-29T12:00:00Z",
  "2024-02-29T13:00:00+01:00",
  "2024-02-29T12:00:00",
  "2024-02-29T12:00:00.5Z",
  "1999-12-31T23:59:59-02:00",
);
const number = fc.constantFrom(-1, 0, 1, 1.5, 10, 1e21, 0.1);
const integer = fc.constantFrom(-1, 0, 1, 10);

const element = fc.record(
  { value: word, type: fc.constantFrom("work", "Work", "home"), display: word, primary: fc.boolean() },
  { requiredKeys: [] },
);
const document = fc.record(
  {
    title: word,
    displayName: fc.oneof(word, fc.constant("x".repeat(300))),
    active: fc.boolean(),
    externalId: word,
    name: fc.record({ givenName: word, familyName: word }, { requiredKeys: [] }),
    emails: fc.array(element, { maxLength: 5 }).map(onePrimary),
    [EXTENSION]: fc.record(
      { code: word, level: integer, score: number, since: moment, vip: fc.boolean() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

function onePrimary<Element extends { primary?: boolean }>(elements: readonly Element[]): Element[] {
  const first = elements.findIndex(({ primary }) => primary);
  return elements.map((each, index) =>
    each.primary && index !== first ? { ...each, primary: false } : each,
  );
}

const quoted = (text: string) => JSON.stringify(text);
const term = (paths: readonly string[], operators: readonly string[], value: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...operators), value).map((parts) => parts.join(" "));
const ANY = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "EQ"];
const ORDER = ["eq", "ne", "gt", "ge", "lt", "le"];
const leaf = fc.oneof(
  term(["userName"], ANY, fc.oneof(name, word).map(quoted)),
  term(["title", "name.givenName", "externalId", "NAME.familyname"], ANY, word.map(quoted)),
  term(["displayName", "emails.value"], ["eq", "ne"], word.map(quoted)),
  term(["displayName"], ANY, fc.constantFrom(quoted("x".repeat(300)), quoted("X".repeat(299)), '""')),
  term(["emails", "emails.type", "emails.value", "emails.display"], ANY, word.map(quoted)),
  term([`${EXTENSION}:code`], ANY, word.map(quoted)),
  term([`${EXTENSION}:level`], ORDER, integer.map(String)),
  term([`${EXTENSION}:score`], ORDER, number.map(String)),
  term([`${EXTENSION}:since`], ORDER, moment.map(quoted)),
  term(
    ["active", `${EXTENSION}:vip`, "emails.primary"],
    ["eq", "ne"],
    fc.constantFrom("true", "false", '"True"'),
  ),
  term(["title", "emails.value", "active"], ["eq", "ne"], fc.constant("null")),
  fc
    .constantFrom(
      "title",
      "name",
      "name.givenName",
      "emails",
      "emails.type",
      "externalId",
      "userName",
      `${EXTENSION}:vip`,
      "id",
    )
    .map((path) => `${path} pr`),
  fc.constantFrom(`schemas eq "${EXTENSION}"`, 'meta.resourceType eq "user"', 'meta.resourceType eq "User"'),
);
const elementLeaf = fc.oneof(
  term(["type", "value", "display"], ANY, word.map(quoted)),
  term(["type"], ["eq"], fc.constantFrom('"work"', '"home"')),
  term(["primary"], ["eq", "ne"], fc.constantFrom("true", "false")),
  fc.constantFrom("value pr", "display pr", "primary pr"),
);
const combined = (leaves: fc.Arbitrary<string>, depth: number): fc.Arbitrary<string> =>
  fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: depth, withCrossShrink: true },
      leaves,
      fc
        .tuple(tie("filter"), fc.constantFrom("and", "or", "AND"), tie("filter"))
        .map((parts) => parts.join(" ")),
      tie("filter").map((inner) => `(${inner})`),
      tie("filter").map((inner) => `not (${inner})`),
    ),
  })).filter;
const filter = combined(
  fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: combined(elementLeaf, 2).map((inner) => `emails[${inner}]`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(combined(elementLeaf, 1), word)
        .map(([inner, value]) => `emails[${inner}].value eq ${quoted(value)}`),
    },
  ),
  3,
);

let database: Database;
const stored: (JsonObject & { readonly id: string })[] = [];

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 2, onConnectionLost: () => {} });
  await migrate(database);
  const samples = fc.sample(document, { numRuns: 120, seed: 7643 });
  for (const [index, sample] of samples.entries()) {
    const [prefix] = fc.sample(name, { numRuns: 1, seed: index });
    const body = { ...sample, userName: `${prefix}${index < 12 ? "" : index}`.slice(0, 12) } as JsonObject;
    const parsed = parseResource(body, type, new Dialect(false)).document;
    const id = newResourceId();
    const text = JSON.stringify(parsed);
    const row = await createResource(database, actor, "U", id, keysOf(type, id, parsed, text, true), text);
    // The name of one before, by chance.
    if (!row) continue;
    stored.push({
      ...parsed,
      id,
      meta: { resourceType: "User", created: row.created, lastModified: row.modified },
    });
  }
  stored.sort((a, b) => (a.id < b.id ? -1 : 1));
});
afterAll(() => database.close());

async function found(text: string): Promise<readonly string[]> {
  const rows = await listResources(database, actor.tenant, {
    types: [{ kind: "U", filter: resolveFilter(parseFilter(text), type, new Dialect(false)) }],
    sort: undefined,
    reading: { groups: false, members: false },
    limit: 1_000,
    offset: 0,
    after: undefined,
  });
  return rows.map(({ id }) => id);
}

describe("a filter compiled to SQL", () => {
  test("finds exactly the resources that it matches in memory", async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (text) => {
        const resolved = resolveFilter(parseFilter(text), type, new Dialect(false));
        const expected = stored
          .filter((resource) => matches(resolved, preparedDocument(type, resource), new Work({ spend() {} })))
          .map(({ id }) => id);
        expect(await found(text)).toStrictEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test("and its negation share the resources between them", async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (text) => {
        const both = [...(await found(text)), ...(await found(`not (${text})`))];
        expect(both.toSorted()).toStrictEqual(stored.map(({ id }) => id));
      }),
      { numRuns: 100 },
    );
  });

  test("compares id and meta by their columns", async () => {
    const [first] = stored;
    expect(await found(`id eq "${first?.id}"`)).toStrictEqual([first?.id]);
    expect(await found('id eq "not-a-uuid"')).toStrictEqual([]);
    expect(await found('meta.created gt "2020-01-01T00:00:00Z"')).toHaveLength(stored.length);
    expect(await found('meta.lastModified lt "2020-01-01T00:00:00Z"')).toHaveLength(0);
  });
});
