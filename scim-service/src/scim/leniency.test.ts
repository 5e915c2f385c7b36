import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/service.ts";
import {
  ENTERPRISE,
  GROUP,
  PATCH_OP,
  type ScimClient,
  USER,
  type Resource,
  type ScimReply,
} from "../../test/scim-client.ts";
import { LENIENCIES, type LeniencyName } from "./leniency.ts";

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

/** Sends one request that needs one leniency. */
type Sending = (client: ScimClient, user: Resource, group: Resource) => Promise<ScimReply>;

interface Case {
  readonly send: Sending;
  /** What a strict tenant is told. */
  readonly strict: { readonly status: number; readonly scimType?: string };
  /** What a lenient tenant has afterwards: the resource at the path holds this. */
  readonly result?: { readonly of: "user" | "group" | "reply"; readonly holds: object };
}

const invalid = (scimType: string) => ({ status: 400, scimType });
const on =
  (operation: object): Sending =>
  (client, user) =>
    client.patch(`/Users/${user.id}`, operation);

const cases: Readonly<Record<LeniencyName, Case>> = {
  opCase: {
    send: on({ op: "Replace", path: "title", value: "CTO" }),
    strict: invalid("invalidSyntax"),
    result: { of: "user", holds: { title: "CTO" } },
  },
  booleanAsString: {
    send: on({ op: "replace", path: "active", value: "False" }),
    strict: invalid("invalidValue"),
    result: { of: "user", holds: { active: false } },
  },
  dottedKey: {
    send: on({ op: "replace", value: { "name.givenName": "Ada", "name.familyName": "King" } }),
    strict: invalid("invalidPath"),
    result: { of: "user", holds: { name: { givenName: "Ada", familyName: "King" } } },
  },
  urnKey: {
    send: on({ op: "replace", value: { [`${ENTERPRISE}:department`]: "R&D" } }),
    strict: invalid("invalidPath"),
    result: { of: "user", holds: { [ENTERPRISE]: { department: "R&D" } } },
  },
  dotAfterUrn: {
    send: on({ op: "replace", path: `${ENTERPRISE}.department`, value: "R&D" }),
    strict: invalid("invalidPath"),
    result: { of: "user", holds: { [ENTERPRISE]: { department: "R&D" } } },
  },
  extensionWithoutUrn: {
    send: on({ op: "add", path: "manager", value: [{ value: "42" }] }),
    strict: invalid("invalidPath"),
    result: { of: "user", holds: { [ENTERPRISE]: { manager: { value: "42" } } } },
  },
  createElement: {
    send: (client, user) =>
      client.patch(
        `/Users/${user.id}`,
        { op: "add", path: 'addresses[type eq "work"].locality', value: "London" },
        { op: "add", path: 'addresses[type eq "work"].country', value: "GB" },
      ),
    strict: invalid("noTarget"),
    result: { of: "user", holds: { addresses: [{ type: "work", locality: "London", country: "GB" }] } },
  },
  removeNothing: {
    send: (client, user, group) =>
      client.patch(`/Groups/${group.id}`, { op: "remove", path: `members[value eq "${user.id}"]` }),
    strict: invalid("noTarget"),
  },
  removeByValue: {
    send: (client, user, group) =>
      client.patch(`/Groups/${group.id}`, { op: "remove", path: "members", value: [{ value: user.id }] }),
    strict: invalid("invalidSyntax"),
  },
  referenceAsString: {
    send: on({ op: "add", path: `${ENTERPRISE}:manager`, value: "42" }),
    strict: invalid("invalidValue"),
    result: { of: "user", holds: { [ENTERPRISE]: { manager: { value: "42" } } } },
  },
  singleInArray: {
    send: on({
      op: "add",
      path: `${ENTERPRISE}:manager`,
      value: [{ $ref: "http://x/Users/42", value: "42" }],
    }),
    strict: invalid("invalidValue"),
    result: { of: "user", holds: { [ENTERPRISE]: { manager: { value: "42", $ref: "http://x/Users/42" } } } },
  },
  emptyPatch: {
    send: (client, user) => client.patch(`/Users/${user.id}`),
    strict: invalid("invalidSyntax"),
  },
  singleForMany: {
    send: on({ op: "replace", path: "emails", value: { value: "ada@example.com" } }),
    strict: invalid("invalidValue"),
    result: { of: "user", holds: { emails: [{ value: "ada@example.com" }] } },
  },
  elementKeepsType: {
    send: on({ op: "replace", path: 'phoneNumbers[type eq "mobile"]', value: { value: "2" } }),
    strict: { status: 200 },
    result: { of: "user", holds: { phoneNumbers: [{ type: "mobile", value: "2" }, { type: "work" }] } },
  },
  emptiedElement: {
    send: on({ op: "remove", path: 'phoneNumbers[type eq "mobile"].value' }),
    strict: { status: 200 },
    result: {
      of: "user",
      holds: { phoneNumbers: [{ type: "work", value: "3" }] },
    },
  },
  emptyClears: {
    send: on({ op: "replace", path: `${ENTERPRISE}:manager`, value: "" }),
    strict: invalid("invalidValue"),
  },
  roleAsJson: {
    send: on({
      op: "add",
      path: "roles",
      value: [{ value: '{"id":"1","value":"Admin","displayName":"Administrator"}' }],
    }),
    strict: { status: 200 },
    result: { of: "user", holds: { roles: [{ value: "Admin", display: "Administrator" }] } },
  },
  legacyGroupSchema: {
    send: (client) =>
      client.send("POST", "/Groups", {
        schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        displayName: `legacy ${(count += 1)}`,
      }),
    strict: invalid("invalidValue"),
    result: { of: "reply", holds: { schemas: [GROUP] } },
  },
  schemasIncomplete: {
    send: (client) =>
      client.send("POST", "/Users", {
        schemas: [USER],
        userName: `incomplete ${(count += 1)}`,
        [ENTERPRISE]: { department: "R&D" },
      }),
    strict: invalid("invalidSyntax"),
    result: { of: "reply", holds: { schemas: expect.arrayContaining([USER, ENTERPRISE]) as unknown } },
  },
  unknownAttribute: {
    send: (client) =>
      client.send("POST", "/Users", { schemas: [USER], userName: `unknown ${(count += 1)}`, shoeSize: 44 }),
    strict: invalid("invalidSyntax"),
    result: { of: "reply", holds: { schemas: expect.arrayContaining([USER]) as unknown } },
  },
  readOnlyIgnored: {
    send: (client, _user, group) =>
      client.send("PATCH", `/Groups/${group.id}?attributes=externalId`, {
        schemas: [PATCH_OP],
        Operations: [{ op: "replace", value: { id: group.id, externalId: "okta" } }],
      }),
    strict: invalid("mutability"),
    result: { of: "group", holds: { externalId: "okta" } },
  },
  unquotedValue: {
    send: (client, user) => client.filter("/Users", `id eq ${user.id}`),
    strict: invalid("invalidFilter"),
    result: { of: "reply", holds: { totalResults: 1 } },
  },
  subAttributeOfElement: {
    send: (client) => client.filter("/Users", 'emails[type eq "work"].value eq "nobody@example.com"'),
    strict: invalid("invalidFilter"),
    result: { of: "reply", holds: { totalResults: 0 } },
  },
  flagInUrl: {
    send: (client) => client.get("?aadOptscim062020/Users?count=0"),
    strict: { status: 404 },
    result: { of: "reply", holds: { itemsPerPage: 0 } },
  },
  externalIdInSchemas: {
    send: (client) => client.get(`/Schemas/${USER}`),
    strict: { status: 200 },
    result: {
      of: "reply",
      holds: { attributes: expect.arrayContaining([expect.objectContaining({ name: "externalId" })]) },
    },
  },
  knownMembersOnly: {
    send: async (client, user, group) => {
      const value = [{ value: "nobody" }, { value: group.id.replace(/^./, "f") }, { value: user.id }];
      const reply = await client.patch(`/Groups/${group.id}`, { op: "add", path: "members", value });
      return reply.status === 400 ? { ...reply, status: 200 } : reply;
    },
    strict: { status: 200 },
    result: { of: "reply", holds: { scimType: "invalidValue" } },
  },
  uniqueGroupNames: {
    send: async (client, _user, group) => {
      const body = { schemas: [GROUP], displayName: group.displayName.toUpperCase() };
      const reply = await client.send("POST", "/Groups", body);
      return reply.status === 409 ? { ...reply, status: 200 } : reply;
    },
    strict: { status: 201 },
    result: { of: "reply", holds: { scimType: "uniqueness" } },
  },
};

async function fixtures(client: ScimClient): Promise<readonly [Resource, Resource]> {
  count += 1;
  const phoneNumbers = [
    { type: "mobile", value: "1" },
    { type: "work", value: "3" },
  ];
  return [await client.user(`user ${count}`, { phoneNumbers }), await client.group(`group ${count}`)];
}

describe.each(Object.keys(LENIENCIES) as LeniencyName[])("the leniency %s", (name) => {
  test("is used by a lenient tenant, counted, and named in the log", async () => {
    const [user, group] = await fixtures(lenient);
    const { send, result } = cases[name];
    const before = await usesOf(name);
    const reply = await send(lenient, user, group);
    expect([200, 201, 204]).toContain(reply.status);
    expect(await usesOf(name)).toBeGreaterThan(before);
    expect((await service.log()).some(({ rules }) => Array.isArray(rules) && rules.includes(name))).toBe(
      true,
    );
    const path = result?.of === "group" ? `/Groups/${group.id}` : `/Users/${user.id}`;
    const { body } = result?.of === "reply" ? reply : await lenient.get(path);
    expect(body).toMatchObject(result?.holds ?? {});
  });

  test("is refused to a strict tenant", async () => {
    const [user, group] = await fixtures(strict);
    const { send, strict: refusal } = cases[name];
    const reply = await send(strict, user, group);
    expect({ status: reply.status, scimType: reply.body.scimType }).toStrictEqual({
      scimType: undefined,
      ...refusal,
    });
  });
});

async function usesOf(name: LeniencyName): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^scim_leniencies_total\\{rule="${name}"\\} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

test("a role sent as JSON is a plain text for a strict tenant", async () => {
  const [user] = await fixtures(strict);
  await cases.roleAsJson.send(strict, user, user);
  const { body } = await strict.get(`/Users/${user.id}`);
  expect(body["roles"]).toStrictEqual([
    { value: '{"id":"1","value":"Admin","displayName":"Administrator"}' },
  ]);
});

test("an unknown member is left out for a strict tenant, who sees it in the reply", async () => {
  const [user, group] = await fixtures(strict);
  const { body } = await cases.knownMembersOnly.send(strict, user, group);
  expect(body.members?.map(({ value }) => value)).toStrictEqual([user.id]);
});
