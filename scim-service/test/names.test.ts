import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GROUP, USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const NAMES = [
  ["composed and not", "m\u00fcller@example.com", "mu\u0308ller@example.com"],
  ["in capitals", "m\u00fcller.2@example.com", "M\u00dcLLER.2@EXAMPLE.COM"],
  ["fullwidth", "yamada@example.com", "ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ"],
  ["with a sigma at the end", "ΟΔΟΣ", "οδος"],
  ["with a dotted capital I", "İstanbul", "i\u0307stanbul"],
] as const;

describe.each([
  ["lenient", false],
  ["strict", true],
])("to a %s tenant", (tenant, strict) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await service.tenant(`${tenant}-names`, { strict });
  });

  test.each(NAMES)("a user name %s is one name: found, and taken", async (_what, one, other) => {
    const { id } = await scim.user(one);
    for (const name of [one, other]) {
      const found = await scim.filter("/Users", `userName eq "${name}"`);
      expect(found.body.Resources.map((each) => each.id)).toStrictEqual([id]);
      const again = await scim.send("POST", "/Users", { schemas: [USER], userName: name });
      expect([again.status, again.body.scimType]).toStrictEqual([409, "uniqueness"]);
    }
    // It is shown as it was sent.
    expect((await scim.get(`/Users/${id}`)).body.userName).toBe(one);
  });

  test.each([
    ["eq", "title", 'title eq "τιτλοσ"'],
    ["co", "displayName", 'displayName co "OLGA MÜ"'],
    ["sw", "nickName", 'nickName sw "ＭÜ"'],
    ["ew", "emails", 'emails[value ew "MU\u0308LLER.EXAMPLE"]'],
    [
      "in an extension",
      "enterprise",
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "VERTRÄGE"',
    ],
  ])("any string that is not case-exact is found whatever its form: %s, %s", async (_how, what, filter) => {
    const { id } = await scim
      .send("POST", "/Users", {
        schemas: [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        userName: `filtered ${what}`,
        title: "ΤΙΤΛΟΣ",
        displayName: "Olga Mu\u0308ller",
        nickName: "mu\u0308",
        emails: [{ value: "olga@müller.example" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Vertra\u0308ge" },
      })
      .then(({ body }) => body);
    const { body } = await scim.filter("/Users", `userName eq "filtered ${what}" and ${filter}`);
    expect(body.Resources.map((each) => each.id)).toStrictEqual([id]);
    await scim.send("DELETE", `/Users/${id}`);
  });

  test("what a PATCH of one attribute sets is found like what a POST sets", async () => {
    const { id } = await scim.user("patched", { title: "plain" });
    for (const title of ["Direkto\u0308r", "Chief", "ΔΙΕΥΘΥΝΤΗΣ", "CTO"]) {
      await scim.patch(`/Users/${id}`, { op: "replace", path: "title", value: title });
      await scim.patch(`/Users/${id}`, { op: "replace", path: "active", value: title !== "CTO" });
      const wanted = title.normalize("NFC").toUpperCase();
      const { body } = await scim.filter("/Users", `title eq "${wanted}"`);
      expect(body.Resources.map((each) => each.id)).toStrictEqual([id]);
    }
    expect((await scim.filter("/Users", 'title eq "chief"')).body.totalResults).toBe(0);
  });

  test("lists are sorted by what is compared", async () => {
    const names = ["Ähre", "a\u0308hren", "zebra", "Ａdam"];
    for (const [index, displayName] of names.entries()) {
      await scim.user(`sorted ${index}`, { displayName, userType: "sorted" });
    }
    const query = `filter=${encodeURIComponent('userType eq "Sorted"')}&sortBy=displayName`;
    const { body } = await scim.get(`/Users?${query}`);
    expect(body.Resources.map((each) => each.displayName)).toStrictEqual([
      "Ａdam",
      "zebra",
      "Ähre",
      "a\u0308hren",
    ]);
  });
});

test("a group name composed or not is one name to a lenient tenant, and two to a strict one", async () => {
  for (const [strict, status] of [
    [false, 409],
    [true, 201],
  ] as const) {
    const scim = await service.tenant(`groups-${strict}`, { strict });
    const { id } = await scim.group("Vertra\u0308ge");
    const again = await scim.send("POST", "/Groups", { schemas: [GROUP], displayName: "VERTRÄGE" });
    expect(again.status).toBe(status);
    const found = await scim.filter("/Groups", 'displayName eq "Verträge"');
    expect(found.body.Resources.map((each) => each.id)).toContain(id);
  }
});

test("what is case-exact is compared as it is", async () => {
  const scim = await service.tenant("exact");
  await scim.user("exact", { externalId: "M\u00fcller" });
  expect((await scim.filter("/Users", 'externalId eq "M\u00fcller"')).body.totalResults).toBe(1);
  for (const other of ["m\u00fcller", "Mu\u0308ller"]) {
    expect((await scim.filter("/Users", `externalId eq "${other}"`)).body.totalResults).toBe(0);
  }
});
