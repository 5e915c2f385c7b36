import { afterAll, beforeAll, expect, test } from "vitest";
import { USER, type ScimClient, type ScimReply } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

function locations({ headers, body }: ScimReply) {
  const meta = body["meta"] as { location: string };
  return [headers.get("location"), headers.get("content-location"), meta.location];
}

test("a reply with a user says where it is, in two headers and in meta.location", async () => {
  const { id } = await scim.user("ada");
  const location = `${scim.base}/Users/${id}`;
  const replies = [
    await scim.send("POST", "/Users", { schemas: [USER], userName: "grace" }),
    await scim.get(`/Users/${id}`),
    await scim.send("PUT", `/Users/${id}`, { schemas: [USER], userName: "ada" }),
    await scim.patch(`/Users/${id}`, { op: "add", path: "title", value: "Countess" }),
  ];
  const [created, ...others] = replies.map(locations);
  expect(new Set(created).size).toBe(1);
  for (const each of others) expect(each).toStrictEqual([location, location, location]);
});

test("so does one with a group, whatever is left out of it", async () => {
  const { id } = await scim.group("Engineering");
  const location = `${scim.base}/Groups/${id}`;
  expect(locations(await scim.get(`/Groups/${id}`))).toStrictEqual([location, location, location]);
  const { headers } = await scim.get(`/Groups/${id}?attributes=displayName`);
  expect(headers.get("content-location")).toBe(location);
});

test("a reply that nothing changed says it, too", async () => {
  const { id } = await scim.user("unchanged");
  const { headers } = await scim.get(`/Users/${id}`);
  const reply = await scim.get(`/Users/${id}`, { "if-none-match": headers.get("etag") ?? "" });
  expect(reply.status).toBe(304);
  expect(reply.headers.get("content-location")).toBe(`${scim.base}/Users/${id}`);
});

test.each([`/Schemas/${USER}`, "/ResourceTypes/User", "/ServiceProviderConfig"])("%s does", async (path) => {
  const location = scim.base + path;
  expect(locations(await scim.get(path))).toStrictEqual([location, location, location]);
});

test("a list is nowhere", async () => {
  const { headers } = await scim.get("/Users");
  expect([headers.get("location"), headers.get("content-location")]).toStrictEqual([null, null]);
});
