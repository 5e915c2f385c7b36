import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullUser, unique } from "./full-user.ts";
import { USER, type Resource, type ScimClient, type ScimReply } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's interactive SCIM validator, one test for each row of its published results: here the warnings that
// it gives for any reply, and its preview rows. Its rows of users and of groups have a file each.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** A user for whom every boolean was sent as a string. */
function createUser(): Promise<Resource> {
  const { emails, ...user } = fullUser(unique("ada"));
  const [email] = emails;
  return scim.user(user.userName, { ...user, active: "True", emails: [{ ...email, primary: "True" }] });
}

const aboutUser = (ask: (user: Resource) => Promise<ScimReply>) => async () => ask(await createUser());

const REPLIES: readonly (readonly [to: string, ask: () => Promise<ScimReply>])[] = [
  ["a create", () => scim.send("POST", "/Users", { ...fullUser(unique("ada")), active: "True" })],
  [
    'a PATCH of roles[primary eq "True"].value',
    aboutUser(({ id }) =>
      scim.patch(`/Users/${id}`, { op: "replace", path: 'roles[primary eq "True"].value', value: "admin" }),
    ),
  ],
  ["a GET", aboutUser(({ id }) => scim.get(`/Users/${id}`))],
  ["a list", aboutUser(({ userName }) => scim.get(`/Users?filter=userName+eq+"${userName}"`))],
];

const GROUP_REPLIES: typeof REPLIES = [
  ["a create of a group", () => scim.send("POST", "/Groups", { displayName: unique("group") })],
  ["a GET of a group", async () => scim.get(`/Groups/${(await scim.group(unique("group"))).id}`)],
  ["a list of groups", () => scim.get("/Groups")],
  ["a request for nobody", () => scim.get("/Users/nobody")],
  ["a duplicate", aboutUser(({ userName }) => scim.send("POST", "/Users", { schemas: [USER], userName }))],
];

/** Every value of `active` and `primary`, however deep. */
function flagsIn(body: unknown): readonly unknown[] {
  const flags: unknown[] = [];
  JSON.stringify(body, (key, value: unknown) => {
    if (key === "active" || key === "primary") flags.push(value);
    return value;
  });
  return flags;
}

describe("interactive validator: any reply", () => {
  test.each([...REPLIES, ...GROUP_REPLIES])("the reply to %s is application/scim+json", async (_to, ask) => {
    expect((await ask()).headers.get("content-type")).toBe("application/scim+json");
  });

  test.each(REPLIES)("the reply to %s has real booleans", async (_to, ask) => {
    // The user's `active`, and `primary` of an e-mail address and a role.
    expect(flagsIn((await ask()).body)).toStrictEqual([true, true, true]);
  });

  test('a role that a PATCH of roles[primary eq "True"].value makes has a real boolean', async () => {
    const { id, userName } = await scim.user(unique("bare"));
    const patched = await scim.patch(`/Users/${id}`, {
      op: "replace",
      path: 'roles[primary eq "True"].value',
      value: "admin",
    });
    const read = await scim.get(`/Users/${id}`);
    const listed = await scim.filter("/Users", `userName eq "${userName}"`);
    for (const user of [patched.body, read.body, listed.body.Resources[0]]) {
      expect(user?.["roles"]).toStrictEqual([{ primary: true, value: "admin" }]);
    }
  });
});

describe("interactive validator: preview rows", () => {
  test("Patch User - Multiple Operations on different attributes: each is done", async () => {
    const { id } = await createUser();
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "remove", path: "title" },
      { op: "add", path: "nickName", value: "Countess" },
      { op: "replace", path: "displayName", value: "A. King" },
    );
    expect(status).toBe(200);
    const { body } = await scim.get(`/Users/${id}`);
    expect(body).toMatchObject({ nickName: "Countess", displayName: "A. King" });
    expect(body).not.toHaveProperty("title");
  });

  test("Patch User - Multiple Operations on same attribute: done in order", async () => {
    const { id } = await createUser();
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "remove", path: "displayName" },
      { op: "add", path: "displayName", value: "first" },
      { op: "replace", path: "displayName", value: "last" },
    );
    expect(status).toBe(200);
    expect((await scim.get(`/Users/${id}`)).body.displayName).toBe("last");
  });

  test("Patch Group - Multiple Operations on same attribute: a member who comes and goes is gone", async () => {
    const user = await createUser();
    const { id } = await scim.group(unique("group"));
    const { status } = await scim.patch(
      `/Groups/${id}`,
      { op: "add", path: "members", value: [{ value: user.id }] },
      { op: "remove", path: `members[value eq "${user.id}"]` },
    );
    expect(status).toBe(204);
    expect(await scim.members(id)).toStrictEqual([]);
  });

  test("Delete a non-existent User: 404", async () => {
    expect((await scim.send("DELETE", "/Users/8f2c5a0e-0000-4000-8000-000000000000")).status).toBe(404);
  });

  test("Delete a non-existent Group: 404", async () => {
    expect((await scim.send("DELETE", "/Groups/8f2c5a0e-0000-4000-8000-000000000000")).status).toBe(404);
  });

  test("Delete the same User twice: 204, then 404", async () => {
    const { id } = await createUser();
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(404);
  });

  test("Delete the same Group twice: 204, then 404", async () => {
    const { id } = await scim.group(unique("group"));
    expect((await scim.send("DELETE", `/Groups/${id}`)).status).toBe(204);
    expect((await scim.send("DELETE", `/Groups/${id}`)).status).toBe(404);
  });
});
