import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENTERPRISE, type Resource, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

describe("a list", () => {
  test("of a count of 0 tells the total only; odd numbers mean what the RFC says", async () => {
    const client = await service.tenant("counts");
    for (let index = 0; index < 3; index += 1) await client.user(`count${index}`);
    const count = async (query: string) => {
      const { body } = await client.get(`/Users?${query}`);
      return [body.totalResults, body["startIndex"], body["itemsPerPage"]];
    };
    expect(await count("count=0")).toStrictEqual([3, 1, 0]);
    expect(await count("count=-5")).toStrictEqual([3, 1, 0]);
    expect(await count("startIndex=-1&count=2")).toStrictEqual([3, 1, 2]);
    expect(await count("startIndex=3&count=10")).toStrictEqual([3, 3, 1]);
    expect(await count("startIndex=9&count=10")).toStrictEqual([3, 9, 0]);
    expect((await client.get("/Users?count=x")).status).toBe(400);
  });

  test("has the attributes asked for, also of extensions and sub-attributes", async () => {
    await scim.user("projected", {
      title: "T",
      name: { givenName: "G", familyName: "F" },
      emails: [{ value: "e@x", type: "work" }],
      [ENTERPRISE]: { department: "D", costCenter: "C" },
    });
    const filter = "filter=userName+eq+%22projected%22";
    const attributes = async (query: string) => {
      const {
        schemas: _schemas,
        id: _id,
        ...rest
      }: Partial<Resource> = (await scim.get(`/Users?${filter}&${query}`)).body.Resources[0] ?? {};
      return rest;
    };
    expect(
      await attributes(`attributes=USERNAME,name.givenName,emails.value,${ENTERPRISE}:department,shoeSize`),
    ).toStrictEqual({
      userName: "projected",
      name: { givenName: "G" },
      emails: [{ value: "e@x" }],
      [ENTERPRISE]: { department: "D" },
    });
    const without = await attributes(`excludedAttributes=id,meta,name.givenName,emails,${ENTERPRISE}`);
    expect(without).toMatchObject({ userName: "projected", title: "T", name: { familyName: "F" } });
    expect(Object.keys(without)).not.toContain(ENTERPRISE);
    expect((await scim.get(`/Users?attributes=title&excludedAttributes=name`)).status).toBe(400);
  });

  test("of groups does not touch members that were excluded, and has them otherwise", async () => {
    const user = await scim.user("member");
    await scim.group("listed", [user.id]);
    const query = "/Groups?filter=displayName+eq+%22listed%22";
    expect((await scim.get(`${query}&excludedAttributes=members`)).body.Resources[0]).not.toHaveProperty(
      "members",
    );
    expect((await scim.get(query)).body.Resources[0]?.members).toStrictEqual([
      { value: user.id, $ref: `${scim.base}/Users/${user.id}`, type: "User" },
    ]);
    expect((await scim.get(`${query}&attributes=members.value`)).body.Resources[0]?.members).toStrictEqual([
      { value: user.id },
    ]);
    expect((await scim.get(`${query}&attributes=members.display`)).body.Resources[0]?.members).toStrictEqual([
      { display: "member" },
    ]);
  });

  test("searches users and groups together at the root", async () => {
    const client = await service.tenant("root");
    await client.user("both", { displayName: "both" });
    await client.group("both");
    const search = { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"] };
    const found = async (filter: string) => {
      const { body } = await client.send("POST", "/.search", {
        ...search,
        filter,
        attributes: ["displayName"],
      });
      return new Set(body.Resources.map((resource) => resource.schemas[0]?.split(":").at(-1)));
    };
    expect(await found('displayName eq "BOTH"')).toStrictEqual(new Set(["Group", "User"]));
    expect(await found("userName pr")).toStrictEqual(new Set(["User"]));
    expect(await found('meta.resourceType eq "Group"')).toStrictEqual(new Set(["Group"]));
    const { body } = await client.send("POST", "/Users/.search", { ...search, count: 1, startIndex: 1 });
    expect([body.totalResults, body.Resources.length]).toStrictEqual([1, 1]);
  });
});
