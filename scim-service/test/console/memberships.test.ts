import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GROUP, PATCH_OP, USER, type ScimClient } from "../scim-client.ts";
import { startTestService, withDatabase, type TestService } from "../service.ts";
import { Person } from "./person.ts";

let service: TestService;
let client: ScimClient;
let person: Person;

beforeAll(async () => {
  service = await startTestService({ CONSOLE: "key" });
  client = await service.tenant("acme");
  person = new Person(service);
  await person.signIn();
});
afterAll(() => service.stop());

/** The entries of somebody's timeline as text without their details, sorted as text, as soon as there are so many. */
async function timeline(id: string, count: number, tenant = "acme"): Promise<readonly string[]> {
  let entries: readonly string[] = [];
  const read = async () => {
    const { text } = await person.get(`/tenants/${tenant}/people/${id}`);
    entries = text.split('<li class="entry').slice(1).map(textOf).toSorted();
    return entries.length;
  };
  await expect.poll(read).toBe(count);
  return entries;
}

function textOf(entry: string): string {
  return `<${entry}`
    .replace(/<details>.*/s, "")
    .replaceAll(/<time.*?<\/time>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replace("Attribute Before After ", "")
    .trim();
}

const members = (op: string, ...ids: readonly string[]) => ({
  op,
  path: "members",
  value: ids.map((value) => ({ value })),
});

describe("the timeline of a member says what requests about groups did to the membership", () => {
  test("that make, change and replace a group, and where nothing changed", async () => {
    const [cy, di] = [await client.user("cy@example.com"), await client.user("di@example.com")];
    const { id } = await client.group("Cyclists", [cy.id]);
    const path = `/Groups/${id}`;
    await client.patch(path, members("add", cy.id, di.id));
    await client.patch(path, members("remove", cy.id));
    await client.patch(path, members("remove", cy.id));
    const put = (...ids: readonly string[]) =>
      client.send("PUT", path, {
        schemas: [GROUP],
        displayName: "Riders",
        members: ids.map((value) => ({ value })),
      });
    await put(cy.id);
    await put(cy.id);
    await client.patch(path, members("add", cy.id, crypto.randomUUID()));
    await client.filter("/Groups", `id eq "${id}" and members eq "${cy.id}"`);
    const unchanged = "Nothing changed: the membership already was as asked.";
    const entries = await timeline(cy.id, 9);
    expect(entries).toEqual([
      expect.stringMatching(/^Refused: change Group Riders 400 invalidValue (?:(?!member of|Nothing).)*$/),
      "change Group Riders 204 Allowed by removeByValue member of Riders yes no",
      `change Group Riders 204 Allowed by removeByValue removeNothing ${unchanged}`,
      `change Group Riders 204 ${unchanged}`,
      "create Group Riders 201 member of Riders no yes",
      expect.stringMatching(/^create User 201 /),
      `replace Group Riders 200 ${unchanged}`,
      "replace Group Riders 200 member of Riders no yes",
      "search Group Riders 200",
    ]);
    expect((await timeline(di.id, 2))[0]).toBe("change Group Riders 204 member of Riders no yes");
  });

  test("also in a Bulk, whose operations share a request id, each change in the entry that it belongs to", async () => {
    const { id } = await client.group("Bulky");
    const patch = (op: string) => ({
      method: "PATCH",
      path: `/Groups/${id}`,
      data: { schemas: [PATCH_OP], Operations: [members(op, "bulkId:u")] },
    });
    const reply = await client.send("POST", "/Bulk", {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: [
        { method: "POST", path: "/Users", bulkId: "u", data: { schemas: [USER], userName: "newcomer" } },
        {
          method: "POST",
          path: "/Groups",
          bulkId: "g",
          data: { schemas: [GROUP], displayName: "Own", members: [{ value: "bulkId:u" }] },
        },
        patch("add"),
        patch("remove"),
      ],
    });
    const { Operations: made } = reply.body as unknown as { Operations: readonly { location: string }[] };
    const user = made[0]?.location.split("/").at(-1) ?? "";
    const entries = await timeline(user, 4);
    expect(entries).toEqual([
      "change Group Bulky 204",
      "change Group Bulky 204 Allowed by removeByValue The Bulk's operations on this group together: member of Bulky no yes member of Bulky yes no",
      "create Group Own 201 member of Own no yes",
      expect.stringMatching(/^create User 201 .*\buserName none newcomer\b/),
    ]);
  });

  test("but not of a group that only has the person's name", async () => {
    const { id } = await client.user("namesake");
    await client.group("Namesake");
    expect(await timeline(id, 2)).toEqual([
      "create Group Namesake 201",
      expect.stringMatching(/^create User/),
    ]);
  });

  test("and does not say how it was where nobody of the id is there any more", async () => {
    const strict = await service.tenant("strict", { strict: true });
    const { id } = await strict.user("gone@example.com");
    const group = await strict.group("Strict");
    await strict.send("DELETE", `/Users/${id}`);
    await strict.patch(`/Groups/${group.id}`, members("add", id));
    expect((await timeline(id, 3, "strict"))[0]).toBe("change Group Strict 200 Nothing changed.");
  });

  test("and says nothing where the change log was purged", async () => {
    const purged = await service.tenant("purged");
    const { id } = await purged.user("old@example.com");
    await purged.group("Old", [id]);
    await timeline(id, 2, "purged");
    await withDatabase(service.databaseUrl, (database) =>
      database.query(
        "delete from scim.changes where tenant = (select key from scim.tenants where id = 'purged')",
      ),
    );
    expect(await timeline(id, 2, "purged")).toEqual(["create Group Old 201", "create User 201"]);
  });
});
