import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byTarget, entraUser, MAPPED_TEXT, merged, unique, verbose } from "./full-user.ts";
import { ENTERPRISE, GROUP, ScimClient, SIGHTCALL, USER } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's Logic App validator, the gate of the application gallery: one test for each of those that it runs
// itself against a SCIM endpoint. Those that it makes Entra run are in a file for users and one for groups.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

const createUser = (userName = unique("ada")) => scim.user(userName, entraUser(userName));

// Validate_Credentials (OAuth client credentials) and Federated_Identity (workload identity federation) test the
// vendor's authorization server, which this service is not: what it takes is a bearer token. What they ask of the
// endpoint itself is that a token opens it.
describe("Logic App validator: Validate_Credentials, Federated_Identity", () => {
  const guid = "8f2c5a0e-9d0b-4f4e-9f43-0c1e0a5b7d11";
  const lookUps = [
    `/Users?filter=userName+eq+"${guid}"`,
    `/Groups?excludedAttributes=members&filter=displayName+eq+"${guid}"`,
  ];

  test("a right token gets 200", async () => {
    expect((await scim.get("/Users?startIndex=1&count=1")).status).toBe(200);
  });

  test.each(lookUps)("a right token gets 200 and an empty list from the probe %s", async (probe) => {
    const { status, body } = await scim.get(probe);
    expect(status).toBe(200);
    expect(body).toStrictEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  test.each(["/Users?startIndex=1&count=1", ...lookUps])("a wrong token gets 401 from %s", async (probe) => {
    const { status, headers } = await new ScimClient(scim.base, "wrong").get(probe);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toMatch(/^Bearer /);
  });
});

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly canonicalValues?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

/** The names that the validator derives from an attribute of a core schema. */
function flattened({ name, type, multiValued, subAttributes = [] }: Attribute): readonly string[] {
  if (name === "members") return [name];
  if (type !== "complex") return type === "reference" ? [] : [name];
  const subs = (...left: readonly string[]) =>
    subAttributes.map((sub) => sub.name).filter((sub) => !left.includes(sub));
  if (!multiValued) return subs().map((sub) => `${name}.${sub}`);
  const types = subAttributes.find((sub) => sub.name === "type")?.canonicalValues;
  if (!types) return subs("primary").map((sub) => `${name}[primary eq "True"].${sub}`);
  return types.flatMap((each) => subs("type", "primary").map((sub) => `${name}[type eq "${each}"].${sub}`));
}

/** Names in lower case: the validator compares so, and keeps users and groups apart. */
async function discovered(kind: "user" | "group"): Promise<ReadonlySet<string>> {
  const { body } = await scim.get("/Schemas");
  const schemas = body.Resources as unknown as readonly { id: string; attributes: readonly Attribute[] }[];
  const core = schemas.filter(({ id }) => id === (kind === "user" ? USER : GROUP));
  const extensions = kind === "user" ? schemas.filter(({ id }) => id !== USER && id !== GROUP) : [];
  const names = [
    ...core.flatMap(({ attributes }) => attributes.flatMap(flattened)),
    ...extensions.flatMap(({ id, attributes }) => attributes.map(({ name }) => `${id}:${name}`)),
  ];
  return new Set(names.map((name) => name.toLowerCase()));
}

const OTHER_TARGETS = [
  "nickName",
  "userType",
  "locale",
  "timezone",
  "name.honorificPrefix",
  "name.honorificSuffix",
  'emails[type eq "home"].value',
  'emails[type eq "other"].value',
  'phoneNumbers[type eq "home"].value',
  'phoneNumbers[type eq "other"].value',
  'phoneNumbers[type eq "pager"].value',
  'addresses[type eq "home"].formatted',
  'addresses[type eq "other"].formatted',
  'roles[primary eq "True"].display',
  'roles[primary eq "True"].type',
  'roles[primary eq "True"].value',
  `${ENTERPRISE}:costCenter`,
  `${ENTERPRISE}:organization`,
  `${ENTERPRISE}:division`,
];

describe("Logic App validator: Schema_Discoverability", () => {
  const userTargets = [
    "userName",
    "active",
    ...Object.keys(MAPPED_TEXT),
    `${ENTERPRISE}:manager`,
    `${SIGHTCALL}:profile`,
  ];
  const groupTargets = ["displayName", "externalId", "members"];

  test.each([
    ["what the default mapping of users and the product fill", "user", userTargets],
    ["what a target directory may list for users beyond that", "user", OTHER_TARGETS],
    ["what the default mapping of groups fills", "group", groupTargets],
  ] as const)("%s can be derived from /Schemas", async (_what, kind, targets) => {
    const names = await discovered(kind);
    expect(targets.filter((name) => !names.has(name.toLowerCase()))).toStrictEqual([]);
  });

  test("/Schemas has no null", async () => {
    expect(JSON.stringify((await scim.get("/Schemas")).body)).not.toContain("null");
  });
});

// The validator leaves userName, active and the manager alone when it clears attributes. The product's list is
// closed: the validator has to be told a value of it, where it would make one up.
const UPDATES = { ...MAPPED_TEXT, [`${SIGHTCALL}:profile`]: "multiparty" };

const FORMS = [
  ["verbose", verbose],
  ["without paths", merged],
] as const;

describe("Logic App validator: users", () => {
  test.each(FORMS)('Null_Update, %s: "" and then null clear every mapped attribute', async (_form, patch) => {
    const { id } = await createUser();
    const path = `/Users/${id}`;
    const left = async () => {
      const values = byTarget((await scim.get(path)).body);
      return Object.keys(UPDATES).filter((name) => name in values);
    };
    const all = (value: "" | null) => Object.fromEntries(Object.keys(UPDATES).map((name) => [name, value]));
    expect(await left()).toStrictEqual(Object.keys(UPDATES));

    expect((await scim.patch(path, ...patch(all("")))).status).toBe(200);
    expect(await left()).toStrictEqual([]);

    await scim.patch(path, ...patch(UPDATES));
    expect(await left()).toStrictEqual(Object.keys(UPDATES));

    expect((await scim.patch(path, ...patch(all(null)))).status).toBe(200);
    expect(await left()).toStrictEqual([]);
  });

  test("User_Create: 201, an id, and the userName that was sent", async () => {
    const userName = unique("Mixed.Case");
    const { status, body } = await scim.send("POST", "/Users", entraUser(userName));
    expect([status, body.userName]).toStrictEqual([201, userName]);
    expect(body.id).not.toBe("");
    expect((await scim.get(`/Users/${body.id}`)).body.userName).toBe(userName);
  });

  test.each(FORMS)("User_Update, %s: replaces every mapped attribute", async (_form, patch) => {
    const { id } = await createUser();
    const values = { ...UPDATES, userName: unique("upd") };
    expect((await scim.patch(`/Users/${id}`, ...patch(values))).status).toBe(200);
    expect(byTarget((await scim.get(`/Users/${id}`)).body)).toMatchObject(values);
  });

  test.each(["User", "Group"])(
    "%s_Pagination: pages follow each other by startIndex and count",
    async (kind) => {
      const paging = await service.tenant(`paging-${kind.toLowerCase()}s`);
      for (let index = 0; index < 11; index += 1) {
        await (kind === "User" ? paging.user(`u${index}`) : paging.group(`g${index}`));
      }
      const seen = new Set<string>();
      let startIndex = 1;
      for (let page = 0; startIndex <= 11; page += 1) {
        const { status, body } = await paging.get(`/${kind}s?startIndex=${startIndex}&count=5`);
        expect([status, body.totalResults, body["startIndex"]]).toStrictEqual([200, 11, page * 5 + 1]);
        expect(body["itemsPerPage"]).toBe(body.Resources.length);
        for (const { id } of body.Resources) seen.add(id);
        startIndex += Math.max(1, body.Resources.length);
      }
      expect(seen.size).toBe(11);
    },
  );
});

/** Does one operation after another and answers who the manager is then. */
async function managerAfter(...operations: readonly object[]): Promise<unknown> {
  const { id } = await createUser();
  for (const operation of operations) {
    expect((await scim.patch(`/Users/${id}`, operation)).status).toBe(200);
  }
  const enterprise = (await scim.get(`/Users/${id}`)).body[ENTERPRISE];
  return (enterprise as { readonly manager?: unknown }).manager;
}

describe("Logic App validator: Update_Manager", () => {
  const path = `${ENTERPRISE}:manager`;

  test("Add: the manager is there as an object", async () => {
    const { id } = await createUser();
    expect(await managerAfter({ op: "Add", path, value: id })).toStrictEqual({ value: id });
  });

  test("Replace: the new manager instead of the old one", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const operations = [
      { op: "Add", path, value: first.id },
      { op: "replace", path, value: second.id },
    ];
    expect(await managerAfter(...operations)).toStrictEqual({ value: second.id });
  });

  test("Replace with an empty value: no manager", async () => {
    const { id } = await createUser();
    const operations = [
      { op: "Add", path, value: id },
      { op: "replace", path, value: "" },
    ];
    expect(await managerAfter(...operations)).toBeUndefined();
  });
});

const newGroup = () => ({ schemas: [GROUP], displayName: unique("group"), externalId: unique("ext") });

describe("Logic App validator: groups", () => {
  test("Group_Create: 201, an id, and the displayName that was sent", async () => {
    const sent = newGroup();
    const { status, body } = await scim.send("POST", "/Groups", sent);
    expect([status, body.displayName]).toStrictEqual([201, sent.displayName]);
    expect(body.id).not.toBe("");
    expect((await scim.get(`/Groups/${body.id}`)).body).toMatchObject(sent);
  });

  test("Group_Update: replaces displayName and externalId in one request", async () => {
    const { body } = await scim.send("POST", "/Groups", newGroup());
    const values = { displayName: unique("upd"), externalId: unique("upd-ext") };
    expect((await scim.patch(`/Groups/${body.id}`, ...verbose(values))).status).toBe(204);
    expect((await scim.get(`/Groups/${body.id}`)).body).toMatchObject(values);
  });
});
