import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GROUP, type Resource, type ScimClient, type ScimReply } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// What the RFC allows and what it does not, where nothing of it is a leniency.

let service: TestService;
let strict: ScimClient;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  strict = await service.tenant("strict", { strict: true });
});
afterAll(() => service.stop());

const replaced = (value: readonly { value: string }[]) => (group: Resource) =>
  strict.patch(`/Groups/${group.id}`, { op: "replace", path: "members", value });

describe("a replacement of all members by ids that nobody has", () => {
  test.each<[string, (group: Resource) => Promise<ScimReply>]>([
    ["by PATCH", replaced([{ value: randomUUID() }, { value: randomUUID() }])],
    ["by PATCH, with what is no id", replaced([{ value: "nobody" }])],
    [
      "by PUT",
      ({ id, displayName }) =>
        strict.send("PUT", `/Groups/${id}`, {
          schemas: [GROUP],
          displayName,
          externalId: "changed",
          members: [{ value: randomUUID() }],
        }),
    ],
  ])("is refused and changes nothing, %s", async (_how, replace) => {
    count += 1;
    const { id: member } = await strict.user(`kept ${count}`);
    const group = await strict.group(`kept ${count}`, [member]);
    const reply = await replace(group);
    expect([reply.status, reply.body.scimType]).toStrictEqual([400, "invalidValue"]);
    const { body } = await strict.get(`/Groups/${group.id}`);
    expect(body.members?.map(({ value }) => value)).toStrictEqual([member]);
    expect(body).not.toHaveProperty("externalId");
  });

  test("is made without them when others are known", async () => {
    const [before, after] = [await strict.user("before"), await strict.user("after")];
    const group = await strict.group("partly known", [before.id]);
    const { status, body } = await replaced([{ value: randomUUID() }, { value: after.id }])(group);
    expect([status, body.members?.map(({ value }) => value)]).toStrictEqual([200, [after.id]]);
  });

  test("is made when it says that the group is to be empty", async () => {
    const { id } = await strict.user("removed");
    const group = await strict.group("emptied", [id]);
    expect((await replaced([])(group)).status).toBe(200);
    expect(await strict.members(group.id)).toStrictEqual([]);
  });
});

test("one object is added to a list of values, and one member to a group (RFC 7644 section 3.5.2.1)", async () => {
  const { id } = await strict.user("one more", { emails: [{ type: "home", value: "home@example.com" }] });
  const email = { type: "work", value: "work@example.com" };
  const { body } = await strict.patch(`/Users/${id}`, { op: "add", path: "emails", value: email });
  expect(body["emails"]).toStrictEqual([{ type: "home", value: "home@example.com" }, email]);
  const group = await strict.group("one member");
  const reply = await strict.patch(`/Groups/${group.id}`, {
    op: "add",
    path: "members",
    value: { value: id },
  });
  expect([reply.status, await strict.members(group.id)]).toStrictEqual([200, [id]]);
});

test("a plus is a space in a query, as every common client sends it", async () => {
  const { id } = await strict.user("ada king");
  for (const query of ['filter=userName+eq+"ada+king"', "filter=userName+eq+%22ada+king%22&count=1"]) {
    expect((await strict.get(`/Users?${query}`)).body.Resources.map((each) => each.id)).toStrictEqual([id]);
  }
});
