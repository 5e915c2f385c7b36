import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GROUP, PATCH_OP, type Resource, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// `display` of a group's members and of a user's groups: returned on request (RFC 7643 section 7), always searchable.

let service: TestService;
let scim: ScimClient;
let ada: Resource;
let nameless: Resource;
let team: Resource;
let company: Resource;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
  ada = await scim.user("ada", { displayName: "Ada Lovelace" });
  nameless = await scim.user("nameless");
  team = await scim.group("Vertra\u0308ge", [ada.id, nameless.id]);
  company = await scim.group("Company", [team.id]);
});
afterAll(() => service.stop());

const displays = ({ members }: Resource) =>
  (members as readonly { display?: string }[] | undefined)?.map(({ display }) => display).toSorted();

describe("display of members", () => {
  test("is the displayName of a user or a group, else the userName", async () => {
    const { body } = await scim.get(`/Groups/${team.id}?attributes=members.value,members.display`);
    expect(body.members).toStrictEqual(
      expect.arrayContaining([
        { value: ada.id, display: "Ada Lovelace" },
        { value: nameless.id, display: "nameless" },
      ]),
    );
    const outer = await scim.get(`/Groups/${company.id}?attributes=members.display`);
    expect(displays(outer.body)).toStrictEqual(["Vertra\u0308ge"]);
  });

  test("is there only when it is asked for by its name", async () => {
    for (const query of ["", "?attributes=members", "?excludedAttributes=displayName"]) {
      const { body } = await scim.get(`/Groups/${team.id}${query}`);
      expect(displays(body)).toStrictEqual([undefined, undefined]);
    }
  });

  test("is in lists and in the reply to a PATCH, too", async () => {
    const query = "attributes=members,members.display";
    const list = await scim.get(`/Groups?filter=${encodeURIComponent('displayName eq "Verträge"')}&${query}`);
    expect(list.body.Resources.map(displays)).toStrictEqual([["Ada Lovelace", "nameless"]]);
    const Operations = [{ op: "add", path: "members", value: [{ value: ada.id, display: "ignored" }] }];
    const reply = await scim.send("PATCH", `/Groups/${team.id}?${query}`, {
      schemas: [PATCH_OP],
      Operations,
    });
    expect(displays(reply.body)).toStrictEqual(["Ada Lovelace", "nameless"]);
  });

  test("is read for a group that is too large to come with its members", async () => {
    const users = await Promise.all(Array.from({ length: 210 }, (_, index) => scim.user(`large ${index}`)));
    const { id } = await scim.group(
      "large",
      users.map((user) => user.id),
    );
    const { body } = await scim.get(`/Groups/${id}?attributes=members.display`);
    expect(displays(body)).toStrictEqual(users.map(({ userName }) => userName).toSorted());
  });

  test.each([
    ['members.display eq "ada lovelace"', 1],
    ['members[display sw "Ada" and type eq "User"]', 1],
    ['members.display eq "VERTRÄGE"', 1],
    ["members.display pr", 2],
    ['members.display eq "nobody"', 0],
  ])("is found by %s", async (filter, total) => {
    const { body } = await scim.filter("/Groups", `(${filter}) and not (displayName eq "large")`);
    expect(body.totalResults).toBe(total);
  });

  test("chooses whom a PATCH removes", async () => {
    const { id } = await scim.group("choosing", [ada.id, nameless.id]);
    await scim.patch(`/Groups/${id}`, { op: "remove", path: 'members[display eq "ada LOVELACE"]' });
    expect(await scim.members(id)).toStrictEqual([nameless.id]);
    await scim.send("DELETE", `/Groups/${id}`);
  });

  test("is the current one, also for a client that has an older one", async () => {
    const renamed = await scim.user("renamed", { displayName: "Before" });
    const { id } = await scim.group("of the renamed", [renamed.id]);
    const path = `/Groups/${id}?attributes=members.display`;
    const { headers } = await scim.get(path);
    await scim.patch(`/Users/${renamed.id}`, { op: "replace", path: "displayName", value: "After" });
    const reply = await scim.get(path, { "if-none-match": headers.get("etag") ?? "" });
    expect([reply.status, displays(reply.body)]).toStrictEqual([200, ["After"]]);
  });
});

describe("display of a user's groups", () => {
  test("is the group's displayName, on request", async () => {
    const { body } = await scim.get(`/Users/${ada.id}?attributes=groups.value,groups.display`);
    expect(body["groups"]).toStrictEqual([{ value: team.id, display: "Vertra\u0308ge" }]);
    expect((await scim.get(`/Users/${ada.id}`)).body["groups"]).toStrictEqual([
      { value: team.id, $ref: `${scim.base}/Groups/${team.id}`, type: "direct" },
    ]);
  });

  test("is in the reply to a PATCH that asks for it", async () => {
    const Operations = [{ op: "replace", path: "active", value: true }];
    const reply = await scim.send("PATCH", `/Users/${ada.id}?attributes=groups.display`, {
      schemas: [PATCH_OP],
      Operations,
    });
    expect(reply.body["groups"]).toStrictEqual([{ display: "Vertra\u0308ge" }]);
  });

  test.each([
    ['groups.display eq "VERTRÄGE"', 2],
    ['groups[display sw "ver"]', 2],
    ['groups.display eq "Company"', 0],
  ])("is found by %s", async (filter, total) => {
    expect((await scim.filter("/Users", filter)).body.totalResults).toBe(total);
  });
});

test("/Schemas says that it comes on request", async () => {
  const { body } = await scim.get(`/Schemas/${GROUP}`);
  expect(JSON.stringify(body)).toContain('"returned":"request"');
});
