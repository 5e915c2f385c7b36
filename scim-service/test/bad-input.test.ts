import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;
let id: string;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
  ({ id } = await scim.user("victim"));
});
afterAll(() => service.stop());

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)))),
  );
const nested = (depth: number) =>
  `{"schemas":["${USER}"],"userName":"n","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;

describe("a body", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, number]>([
    ["that is no JSON", '{"userName":', 400],
    ["that is not there", "", 400],
    ["that is no object", "[]", 400],
    ["that is null", "null", 400],
    ["with __proto__", `{"schemas":["${USER}"],"userName":"p","__proto__":{"admin":true}}`, 400],
    [
      "with an escaped __proto__",
      `{"schemas":["${USER}"],"userName":"p","\\u005f_proto__":{"admin":true}}`,
      400,
    ],
    ["with a key twice", `{"schemas":["${USER}"],"userName":"a","userName":"b"}`, 400],
    ["with a key twice in another case", `{"schemas":["${USER}"],"userName":"a","USERNAME":"b"}`, 400],
    [
      "with a key twice deep inside",
      `{"schemas":["${USER}"],"userName":"a","name":{"givenName":"a","givenName":"b"}}`,
      400,
    ],
    ["nested 100 levels deep", nested(100), 400],
    ["nested 100,000 levels deep", nested(100_000), 400],
    ["with a NUL in a string", `{"schemas":["${USER}"],"userName":"a\\u0000b"}`, 400],
    ["with a NUL as it is", `{"schemas":["${USER}"],"userName":"a\0b"}`, 400],
    ["with half a surrogate pair", `{"schemas":["${USER}"],"userName":"a\\ud800b"}`, 400],
    [
      "with a NUL in the JSON of a role",
      `{"schemas":["${USER}"],"userName":"a","roles":[{"value":"{\\"value\\":\\"a\\\\u0000b\\"}"}]}`,
      400,
    ],
    ["with invalid UTF-8", bytes(`{"schemas":["${USER}"],"userName":"`, [0xc3, 0x28], '"}'), 400],
    ["of 10 MB", `{"schemas":["${USER}"],"userName":"${"a".repeat(10_000_000)}"}`, 413],
    ["without userName", `{"schemas":["${USER}"]}`, 400],
    ["with a number for a name", `{"schemas":["${USER}"],"userName":7}`, 400],
    ["with lists in a list", `{"schemas":["${USER}"],"userName":"a","emails":[[[["x"]]]]}`, 400],
    ["with a userName of 3,000 bytes", `{"schemas":["${USER}"],"userName":"${"é".repeat(1_500)}"}`, 400],
    [
      "with an externalId of 3,000 bytes",
      `{"schemas":["${USER}"],"userName":"a","externalId":"${"x".repeat(3_000)}"}`,
      400,
    ],
    ["with schemas in two spellings", `{"schemas":["${USER}"],"userName":"a","Schemas":["${USER}"]}`, 400],
    [
      "with two primary addresses",
      `{"schemas":["${USER}"],"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}`,
      400,
    ],
  ])("%s is refused by POST, PUT and PATCH, and nothing is changed", async (_what, body, status) => {
    const before = await scim.get(`/Users/${id}`);
    for (const [method, path] of [
      ["POST", "/Users"],
      ["PUT", `/Users/${id}`],
      ["PATCH", `/Users/${id}`],
    ] as const) {
      const reply = await scim.send(method, path, body);
      expect([method, reply.status]).toStrictEqual([method, status]);
      expect(reply.body["schemas"]).toStrictEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
      expect(reply.body["status"]).toBe(String(status));
      expect(reply.body.detail).toContain(reply.headers.get("x-request-id"));
    }
    expect((await scim.get("/Users?count=0")).body.totalResults).toBe(1);
    expect((await scim.get(`/Users/${id}`)).body).toStrictEqual(before.body);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", ""])(
    "of the type %j is refused",
    async (type) => {
      const reply = await scim.send("POST", "/Users", "{}", { "content-type": type });
      expect(reply.status).toBe(415);
    },
  );

  test("that is compressed is refused", async () => {
    expect((await scim.send("POST", "/Users", "{}", { "content-encoding": "gzip" })).status).toBe(415);
  });
});

describe("a request", () => {
  test.each([
    ["GET", "/nothing", 404],
    ["GET", "/Users/nothing", 404],
    ["GET", "/Users/%00", 404],
    ["GET", "/Users/..%2f..%2fadmin", 404],
    ["PUT", "/Users", 405],
    ["DELETE", "/ServiceProviderConfig", 405],
    ["GET", "/Bulk", 405],
    ["GET", "/Me", 501],
    ["GET", "/Schemas/urn:nothing", 404],
    ["GET", "/Schemas?filter=id+pr", 403],
    ["GET", "/Users?filter=%ff", 400],
    ["GET", "/Users?startIndex=first", 400],
    ["GET", "/Users?cursor=AAAAAAAA", 400],
    ["GET", "/Users/'%20or%20'1'='1", 404],
    ["GET", "/Users?filter=userName+pr&filter=userName+pr", 400],
  ])("%s %s gets %i with a SCIM error", async (method, path, status) => {
    const reply = await scim.send(method, path);
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toBe("application/scim+json");
    expect(reply.body["status"]).toBe(String(status));
  });

  test("with a method that the path does not have is told which it has", async () => {
    const { status, headers } = await scim.send("DELETE", "/Users");
    expect([status, headers.get("allow")]).toStrictEqual([405, "HEAD, GET, POST"]);
  });

  test.each([
    ["a URL that is too long", `GET /scim/v2/Users?filter=${"x".repeat(20_000)} HTTP/1.1`, 431],
    ["a method that there is not", "FOO /scim/v2/Users HTTP/1.1", 400],
    ["no HTTP at all", "\u0016\u0003\u0001", 400],
  ])("that Node refuses, %s, gets a SCIM error as well", async (_what, line, status) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.end(`${line}\r\nHost: x\r\n\r\n`);
    const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*Content-Type: application/scim\\+json`, "s"));
    expect(JSON.parse(body)).toMatchObject({ status: String(status) });
  });

  test.each([
    ["/scim/v2/Users", "application/scim+json", "The body is not JSON"],
    ["/oauth/token", "application/x-www-form-urlencoded", "grant_type"],
  ])("whose header announces no body is answered, at %s", async (path, type, reason) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.end(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scim.token}\r\nContent-Type: ${type}\r\n\r\n`,
    );
    const reply = await text(socket);
    expect(reply).toMatch(/^HTTP\/1.1 400 /);
    expect(reply).toContain(reason);
  });

  test("without a valid token gets 401 that does not say why", async () => {
    const details = new Set<string>();
    for (const authorization of [
      "",
      "Bearer",
      "Bearer nonsense",
      "Basic eDp5",
      `Bearer ${"x".repeat(5_000)}`,
    ]) {
      const reply = await scim.send("GET", "/Users", undefined, { authorization });
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toContain("Bearer");
      details.add(reply.body.detail.replace(/\(request .*/, ""));
    }
    expect(details.size).toBe(1);
  });
});

describe("a filter", () => {
  test.each([
    ["", "invalidFilter"],
    ["userName", "invalidFilter"],
    ["userName eq", "invalidFilter"],
    ["userName eq and", "invalidFilter"],
    ['userName eq "ada', "invalidFilter"],
    ['userName eq "ada" and', "invalidFilter"],
    ['userName eq "ada")', "invalidFilter"],
    ['(userName eq "ada"', "invalidFilter"],
    ['userName like "ada"', "invalidFilter"],
    ['shoeSize eq "44"', "invalidFilter"],
    ["__proto__ pr", "invalidFilter"],
    ["active eq 5", "invalidFilter"],
    ["active gt true", "invalidFilter"],
    ["title gt null", "invalidFilter"],
    ['name eq "x"', "invalidFilter"],
    ['title[value eq "x"]', "invalidFilter"],
    ['emails[shoe eq "x"]', "invalidFilter"],
    ['meta.created gt "yesterday"', "invalidFilter"],
    ['meta.created gt "2024-02-30T00:00:00Z"', "invalidFilter"],
    ['userName eq "a\\u0000"', "invalidFilter"],
    [`${"(".repeat(100)}userName pr${")".repeat(100)}`, "invalidFilter"],
    [`userName eq "${"a".repeat(5_000)}"`, "invalidFilter"],
  ])("%j is refused as %s", async (filter, scimType) => {
    const { status, body } = await scim.filter("/Users", filter);
    expect([status, body.scimType]).toStrictEqual([400, scimType]);
  });

  test.each(["%", "_", "a%", "\\", "'", '\\"', "'; drop table scim.resources; --"])(
    "compares %j literally",
    async (text) => {
      const client = await service.tenant("literal");
      for (const operator of ["eq", "co", "sw", "ew"]) {
        const { status, body } = await client.filter(
          "/Users",
          `userName ${operator} "${text.replaceAll("\\", "\\\\").replace('\\\\"', '\\"')}"`,
        );
        expect([status, body.totalResults]).toStrictEqual([200, 0]);
      }
    },
  );
});

describe("nothing of it", () => {
  test("was logged as a failure", async () => {
    expect((await service.log()).filter(({ level }) => Number(level) >= 50)).toStrictEqual([]);
  });
});
