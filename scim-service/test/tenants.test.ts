import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let contoso: ScimClient;
let fabrikam: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  contoso = await service.tenant("contoso");
  fabrikam = await service.tenant("fabrikam");
});
afterAll(() => service.stop());

describe("two tenants", () => {
  test("have users and groups of the same names and external ids", async () => {
    const attributes = { externalId: "1" };
    const ids = [await contoso.user("ada", attributes), await fabrikam.user("ada", attributes)].map(
      ({ id }) => id,
    );
    expect(ids[0]).not.toBe(ids[1]);
    for (const [client, id] of [
      [contoso, ids[0]],
      [fabrikam, ids[1]],
    ] as const) {
      await client.group("staff", [id ?? ""]);
      for (const filter of [
        'userName eq "ada"',
        'externalId eq "1"',
        "userName pr",
        'groups.type eq "direct"',
      ]) {
        const { body } = await client.filter("/Users", filter);
        expect(body.Resources.map((user) => user.id)).toStrictEqual([id]);
      }
      expect((await client.get("/Users")).body.totalResults).toBe(1);
      expect((await client.get("/Groups")).body.totalResults).toBe(1);
    }
  });

  test("can neither read, change, delete nor refer to each other's resources", async () => {
    const user = await contoso.user("secret");
    const group = await contoso.group("secret", [user.id]);
    const own = await fabrikam.group("own");
    const paths = [`/Users/${user.id}`, `/Groups/${group.id}`];
    for (const path of paths) {
      const name = path.startsWith("/Users") ? "userName" : "displayName";
      expect((await fabrikam.get(path)).status).toBe(404);
      expect((await fabrikam.send("DELETE", path)).status).toBe(404);
      expect((await fabrikam.patch(path, { op: "replace", path: "displayName", value: "x" })).status).toBe(
        404,
      );
      expect((await fabrikam.patch(path, { op: "replace", path: "externalId", value: "x" })).status).toBe(
        404,
      );
      expect((await fabrikam.send("PUT", path, { schemas: [], [name]: "x" })).status).toBe(404);
    }
    const member = { op: "add", path: "members", value: [{ value: user.id }] };
    expect((await fabrikam.patch(`/Groups/${group.id}`, { ...member, value: [] })).status).toBe(404);
    expect((await fabrikam.patch(`/Groups/${own.id}`, member)).body.scimType).toBe("invalidValue");
    for (const path of ["/Users", "/Groups"]) {
      const filter = path === "/Users" ? `id eq "${user.id}"` : `members eq "${user.id}"`;
      expect((await fabrikam.filter(path, filter)).body.totalResults).toBe(0);
    }
    expect(await contoso.members(group.id)).toStrictEqual([user.id]);
  });

  test("cannot use each other's cursors", async () => {
    for (let index = 0; index < 3; index += 1) await contoso.user(`cursor${index}`);
    const { body } = await contoso.get("/Users?cursor&count=1");
    const cursor = body.nextCursor ?? "";
    expect((await fabrikam.get(`/Users?cursor=${cursor}&count=1`)).body.scimType).toBe("invalidCursor");
    expect((await contoso.get(`/Users?cursor=${cursor}&count=1`)).status).toBe(200);
  });
});
