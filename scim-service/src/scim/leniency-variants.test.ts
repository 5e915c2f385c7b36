import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ENTERPRISE,
  GROUP,
  PATCH_OP,
  SIGHTCALL,
  USER,
  type Resource,
  type ScimClient,
  type ScimReply,
} from "../../test/scim-client.ts";
import { startTestService, type TestService } from "../../test/service.ts";
import type { LeniencyName } from "./leniency.ts";

// The forms of each leniency besides the one in `leniency.test.ts`, and what needs none.

let service: TestService;
let lenient: ScimClient;
let strict: ScimClient;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  lenient = await service.tenant("lenient");
  strict = await service.tenant("strict", { strict: true });
});
afterAll(() => service.stop());

interface Fixtures {
  readonly user: Resource;
  readonly group: Resource;
}

async function fixtures(client: ScimClient): Promise<Fixtures> {
  count += 1;
  const user = await client.user(`user ${count}`, {
    active: true,
    emails: [{ type: "work", value: `user${count}@example.com` }],
  });
  return { user, group: await client.group(`group ${count}`, [user.id]) };
}

/** The rules that the log names for the next requests with this id. */
function rulesOf(requestId: string): readonly unknown[] {
  const lines = service.log.filter((line) => line["requestId"] === requestId);
  expect(lines.length).toBeGreaterThan(0);
  return lines.flatMap(({ rules }) => (Array.isArray(rules) ? (rules as unknown[]) : []));
}

type Sending = (
  client: ScimClient,
  fixtures: Fixtures,
  headers: Record<string, string>,
) => Promise<ScimReply>;

const patched =
  (operation: object, type: "user" | "group" = "user"): Sending =>
  (client, each, headers) => {
    const path = type === "user" ? `/Users/${each.user.id}` : `/Groups/${each.group.id}`;
    return client.send("PATCH", path, { schemas: [PATCH_OP], Operations: [operation] }, headers);
  };
const got =
  (path: string | ((each: Fixtures) => string)): Sending =>
  (client, each, headers) =>
    client.get(typeof path === "string" ? path : path(each), headers);
const filtered = (filter: string) => got(`/Users?filter=${encodeURIComponent(filter)}`);
const sent =
  (method: string, path: string, body: (each: Fixtures) => object): Sending =>
  (client, each, headers) =>
    client.send(method, path, body(each), headers);

const VARIANTS: readonly (readonly [
  rule: LeniencyName,
  what: string,
  send: Sending,
  strict: readonly [status: number, scimType?: string],
])[] = [
  ["booleanAsString", "in a filter", filtered('active eq "True"'), [400, "invalidFilter"]],
  ["booleanAsString", "without quotes", filtered("active eq True"), [400, "invalidFilter"]],
  [
    "booleanAsString",
    "in a value path",
    patched({ op: "add", path: 'roles[primary eq "True"].value', value: "admin" }),
    [400, "invalidFilter"],
  ],
  [
    "extensionWithoutUrn",
    "in a filter",
    filtered('manager eq "1" or department eq "R&D"'),
    [400, "invalidFilter"],
  ],
  [
    "extensionWithoutUrn",
    "as a key",
    patched({ op: "replace", value: { department: "R&D" } }),
    [400, "invalidSyntax"],
  ],
  ["dotAfterUrn", "in a filter", filtered(`${SIGHTCALL}.profile eq "standard"`), [400, "invalidFilter"]],
  [
    "dottedKey",
    "with a value path",
    patched({ op: "replace", value: { 'emails[type eq "work"].value': "new@example.com" } }),
    [400, "invalidPath"],
  ],
  [
    "urnKey",
    "of the product's attribute",
    patched({ op: "replace", value: { [`${SIGHTCALL}:profile`]: "recording" } }),
    [400, "invalidPath"],
  ],
  [
    "urnKey",
    "with a dot",
    patched({ op: "replace", value: { [`${SIGHTCALL}.profile`]: "recording" } }),
    [400, "invalidPath"],
  ],
  [
    "createElement",
    "as a whole",
    patched({ op: "add", path: 'addresses[type eq "work"]', value: { locality: "London" } }),
    [400, "noTarget"],
  ],
  [
    "removeNothing",
    "by a null",
    patched({ op: "replace", path: 'addresses[type eq "work"].locality', value: null }),
    [400, "noTarget"],
  ],
  [
    "removeNothing",
    "from a list",
    patched({ op: "remove", path: "emails", value: [{ value: "nobody@example.com" }] }),
    [400, "invalidSyntax"],
  ],
  [
    "removeByValue",
    "of one value",
    patched({ op: "remove", path: "active", value: true }),
    [400, "invalidSyntax"],
  ],
  [
    "singleInArray",
    "for one element",
    patched({
      op: "replace",
      path: 'emails[type eq "work"]',
      value: [{ value: "a@example.com", type: "work" }],
    }),
    [400, "invalidValue"],
  ],
  [
    "singleInArray",
    "without content",
    patched({ op: "replace", path: "title", value: [] }),
    [400, "invalidValue"],
  ],
  [
    "unknownAttribute",
    "in a path",
    patched({ op: "replace", path: "shoeSize", value: 44 }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "below a known one",
    patched({ op: "replace", path: 'emails[type eq "work"].colour', value: "red" }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "of an unknown schema",
    patched({ op: "replace", path: "urn:example:scim:2.0:User:plan", value: "gold" }),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "of a group",
    patched({ op: "replace", path: "description", value: "Staff" }, "group"),
    [400, "invalidPath"],
  ],
  [
    "unknownAttribute",
    "in schemas",
    sent("POST", "/Users", () => ({ schemas: [USER, "urn:example:x"], userName: `urn ${(count += 1)}` })),
    [400, "invalidValue"],
  ],
  [
    "schemasIncomplete",
    "without any",
    sent("POST", "/Users", () => ({ userName: `none ${(count += 1)}` })),
    [400, "invalidSyntax"],
  ],
  ["schemasIncomplete", "in Bulk", sent("POST", "/Bulk", () => ({ Operations: [] })), [400, "invalidSyntax"]],
  ["flagInUrl", "behind the path", got("/Users?aadOptscim062020&count=0"), [200]],
  ["flagInUrl", "in front of an id", got(({ user }) => `?aadOptscim062020/Users/${user.id}`), [404]],
  ["flagInUrl", "of the other name", got("?AzureAdScimPatch2017/Users?count=0"), [404]],
  ["flagInUrl", "twice", got("?aadOptscim062020&AzureAdScimPatch2017/Users?count=0"), [404]],
  [
    "flagInUrl",
    "in front of a POST",
    sent("POST", "?aadOptscim062020/Users", () => ({ schemas: [USER], userName: `flag ${(count += 1)}` })),
    [404],
  ],
  [
    "schemasIncomplete",
    "null, in a PATCH",
    (client, { user }, headers) => {
      const body = { schemas: null, Operations: [{ op: "add", path: "title", value: "CTO" }] };
      return client.send("PATCH", `/Users/${user.id}`, body, headers);
    },
    [400, "invalidSyntax"],
  ],
  [
    "singleForMany",
    "in schemas",
    sent("POST", "/Users", () => ({ schemas: USER, userName: `bare ${(count += 1)}` })),
    [400, "invalidValue"],
  ],
  [
    "emptyPatch",
    "of a group",
    (client, { group }, headers) =>
      client.send("PATCH", `/Groups/${group.id}`, { schemas: [PATCH_OP], Operations: [] }, headers),
    [400, "invalidSyntax"],
  ],
  ["unquotedValue", "of a word", filtered("externalId eq jyoung"), [400, "invalidFilter"]],
  ["unquotedValue", "of an address", filtered("userName eq ada@example.com"), [400, "invalidFilter"]],
  ["unquotedValue", "of a number", filtered("externalId eq 007"), [400, "invalidFilter"]],
];

describe.each(VARIANTS)("the leniency %s, %s,", (rule, _what, send, refusal) => {
  test("is used by a lenient tenant and named in the log", async () => {
    const id = `variant-${(count += 1)}`;
    const reply = await send(lenient, await fixtures(lenient), { "x-request-id": id });
    expect([200, 201, 204]).toContain(reply.status);
    expect(rulesOf(id)).toContain(rule);
  });

  test("is off for a strict tenant", async () => {
    const id = `variant-${(count += 1)}`;
    const { status, body } = await send(strict, await fixtures(strict), { "x-request-id": id });
    expect([status, body?.scimType]).toStrictEqual([refusal[0], refusal[1]]);
    expect(rulesOf(id)).toStrictEqual([]);
  });
});

test("a strict tenant's element is replaced as a whole", async () => {
  const { user } = await fixtures(strict);
  const operation = { op: "replace", path: 'emails[type eq "work"]', value: { value: "new@example.com" } };
  const { body } = await strict.patch(`/Users/${user.id}`, operation);
  expect(body["emails"]).toStrictEqual([{ value: "new@example.com" }]);
});

test("a strict tenant finds externalId in no schema", async () => {
  const { body } = await strict.get("/Schemas");
  expect(JSON.stringify(body)).not.toContain("externalId");
});

describe("no leniency is needed for", () => {
  test.each<[string, Sending]>([
    ["a boolean without a path", patched({ op: "replace", value: { active: false } })],
    ["a path", patched({ op: "replace", path: "name.givenName", value: "Ada" })],
    ["a path with a URN", patched({ op: "add", path: `${ENTERPRISE}:manager`, value: { value: "1" } })],
    [
      "a value path that matches",
      patched({ op: "replace", path: 'emails[type eq "work"].value', value: "x" }),
    ],
    ["a removal", patched({ op: "remove", path: 'emails[type eq "work"]' })],
    ["a new name of a group", patched({ op: "replace", value: { displayName: "renamed" } }, "group")],
    ["a filter", filtered('userName eq "ada lovelace" and (active eq true or not (emails[type eq "work"]))')],
    ["a plus that is a space", got('/Users?filter=userName+eq+"ada+lovelace"')],
    [
      "an object that is added to a list",
      patched({ op: "add", path: "emails", value: { value: "a@x.test" } }),
    ],
    ["a plus that is one", got("/Users?filter=userName%20eq%20%22ada%2Blovelace%22")],
    [
      "a member more",
      async (client, { group }, headers) => {
        const { id } = await client.user(`member ${(count += 1)}`);
        const operation = { op: "add", path: "members", value: [{ value: id }] };
        const body = { schemas: [PATCH_OP], Operations: [operation] };
        return client.send("PATCH", `/Groups/${group.id}`, body, headers);
      },
    ],
    [
      "a member less",
      (client, { user, group }, headers) =>
        patched({ op: "remove", path: `members[value eq "${user.id}"]` }, "group")(
          client,
          { user, group },
          headers,
        ),
    ],
    [
      "a user with everything",
      sent("POST", "/Users", () => ({
        schemas: [USER, ENTERPRISE, SIGHTCALL],
        userName: `whole ${(count += 1)}`,
        emails: [{ value: "a@example.com", type: "work", primary: true }],
        [ENTERPRISE]: { manager: { value: "1" } },
        [SIGHTCALL]: { profile: "recording" },
      })),
    ],
  ])("%s", async (_what, send) => {
    const id = `plain-${(count += 1)}`;
    expect([200, 201, 204]).toContain(
      (await send(lenient, await fixtures(lenient), { "x-request-id": id })).status,
    );
    expect(rulesOf(id)).toStrictEqual([]);
  });
});

describe("group names are unique", () => {
  test.each<[string, (client: ScimClient, group: Resource, displayName: string) => Promise<ScimReply>]>([
    [
      "by PATCH",
      (client, { id }, value) => client.patch(`/Groups/${id}`, { op: "replace", path: "displayName", value }),
    ],
    [
      "by PUT",
      (client, { id }, displayName) => client.send("PUT", `/Groups/${id}`, { schemas: [GROUP], displayName }),
    ],
  ])("%s to a lenient tenant, and to no strict one", async (_how, rename) => {
    for (const [client, status] of [
      [lenient, 409],
      [strict, 200],
    ] as const) {
      const taken = (await fixtures(client)).group.displayName.toUpperCase();
      expect((await rename(client, (await fixtures(client)).group, taken)).status).toBe(status);
    }
  });
});

test("what a lenient request changes is what it says", async () => {
  const { user, group } = await fixtures(lenient);
  const other = await lenient.user(`other ${(count += 1)}`);
  await lenient.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: other.id }] });
  await lenient.patch(`/Groups/${group.id}`, { op: "remove", path: "members", value: [{ value: user.id }] });
  expect(await lenient.members(group.id)).toStrictEqual([other.id]);
  await lenient.patch(
    `/Users/${user.id}`,
    { op: "replace", value: { active: "False", shoeSize: 44, manager: "1" } },
    { op: "replace", path: "title", value: "CTO" },
    { op: "replace", path: "title", value: "" },
  );
  const { body } = await lenient.get(`/Users/${user.id}`);
  expect(body).toMatchObject({ active: false, [ENTERPRISE]: { manager: { value: "1" } } });
  expect(body).not.toHaveProperty("title");
  const { body: empty } = await strict
    .user("empty")
    .then(({ id }) => strict.patch(`/Users/${id}`, { op: "replace", path: "title", value: "" }));
  expect(empty.title).toBe("");
});

test("a role that comes again as JSON is the same role", async () => {
  const role = {
    primary: false,
    type: "WindowsAzureActiveDirectoryRole",
    displayName: "Admin",
    value: "Admin",
  };
  const { id } = await lenient.user("role-holder", { roles: [role] });
  const value = JSON.stringify({ id: "1", value: "Admin", displayName: "Admin" });
  await lenient.patch(`/Users/${id}`, { op: "Add", path: "roles", value: [{ value }] });
  const { body } = await lenient.get(`/Users/${id}`);
  expect(body["roles"]).toStrictEqual([
    { primary: false, type: "WindowsAzureActiveDirectoryRole", display: "Admin", value: "Admin" },
  ]);
});
