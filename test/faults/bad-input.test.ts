import * as fc from "fast-check";
import { beforeAll, afterAll, expect, test } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { residentMiB } from "../support/memory.ts";
import { listOfUsers, scimError, scimUser } from "../support/scim-answers.ts";
import type { Answer, ScimClient } from "../support/scim-client.ts";
import type { ScimService } from "../support/scim-service.ts";
import { createGroup, startReplicas } from "./service.ts";

const stack = new AsyncDisposableStack();
let service: ScimService;
let client: ScimClient;
let existingId: string;

beforeAll(async () => {
  const replicas = await startReplicas(1, stack);
  expect.assert(replicas.services[0] && replicas.clients[0]);
  [service] = replicas.services as [ScimService];
  [client] = replicas.clients as [ScimClient];
  existingId = scimUser.parse((await client.request("POST", "/Users", entraUser(1))).body).id;
});
afterAll(() => stack.disposeAsync());

const USER = '"urn:ietf:params:scim:schemas:core:2.0:User"';
const MEGABYTE = 1024 * 1024;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A user in JSON with more text in its object. */
function userWith(more: string): Uint8Array<ArrayBuffer> {
  return bytes(`{"schemas":[${USER}],"userName":"bad@example.com",${more}}`);
}

function nested(levels: number): string {
  return '{"a":'.repeat(levels) + "1" + "}".repeat(levels);
}

function invalidUtf8(): Uint8Array<ArrayBuffer> {
  const body = userWith('"displayName":"X"');
  body[body.indexOf("X".charCodeAt(0))] = 0xff;
  return body;
}

const bodies: readonly {
  readonly what: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly status: number;
}[] = [
  { what: "a string of 10 MB", body: userWith(`"displayName":"${"x".repeat(10 * MEGABYTE)}"`), status: 413 },
  { what: "100 levels of objects", body: userWith(`"name":${nested(100)}`), status: 400 },
  { what: "100,000 opening brackets", body: bytes("[".repeat(100_000)), status: 400 },
  { what: "invalid UTF-8", body: invalidUtf8(), status: 400 },
  { what: "a NUL, escaped, in a string", body: userWith('"displayName":"a\\u0000b"'), status: 400 },
  { what: "a NUL as it is", body: userWith('"displayName":"a\u0000b"'), status: 400 },
  { what: "half of a surrogate pair", body: userWith('"displayName":"\\ud800"'), status: 400 },
  { what: "a key twice", body: userWith('"userName":"other@example.com"'), status: 400 },
  { what: "a key twice but for its case", body: userWith('"USERNAME":"other@example.com"'), status: 400 },
  { what: "__proto__ as a key", body: userWith('"__proto__":{"active":true}'), status: 400 },
  { what: "__proto__ deeper down", body: userWith('"name":{"__proto__":{"givenName":"x"}}'), status: 400 },
  { what: "JSON that breaks off", body: bytes(`{"schemas":[${USER}],"userName":"bad@`), status: 400 },
  { what: "no JSON at all", body: bytes("userName=bad"), status: 400 },
  { what: "an array", body: bytes("[]"), status: 400 },
  { what: "null", body: bytes("null"), status: 400 },
  { what: "nothing", body: bytes(""), status: 400 },
  {
    what: "a userName of another type",
    body: bytes(`{"schemas":[${USER}],"userName":{"a":1}}`),
    status: 400,
  },
  { what: "emails that are no array of objects", body: userWith('"emails":[[[["x"]]]]'), status: 400 },
];

/** What the client was told, and which users there are now. */
async function outcome({ status, headers, body }: Answer): Promise<object> {
  const list = listOfUsers.parse((await client.request("GET", "/Users")).body);
  return {
    status,
    mediaType: headers.get("content-type")?.split(";")[0],
    error: scimError.safeParse(body).data?.status,
    users: list.Resources.map((user) => user.id),
  };
}

/** The outcome of a request that is refused in SCIM's own way and stores nothing. */
function refusal(status: number): object {
  return { status, mediaType: "application/scim+json", error: String(status), users: [existingId] };
}

test.for(bodies)("POST with $what is refused with $status and stores nothing", async ({ body, status }) => {
  expect(await outcome(await client.request("POST", "/Users", body))).toEqual(refusal(status));
});

test.for(bodies.filter(({ what }) => !what.startsWith("a userName")))(
  "PUT and PATCH with $what are refused with $status and change nothing",
  async ({ body, status }) => {
    const before = await client.request("GET", `/Users/${existingId}`);
    for (const method of ["PUT", "PATCH"])
      expect(await outcome(await client.request(method, `/Users/${existingId}`, body))).toEqual(
        refusal(status),
      );
    expect((await client.request("GET", `/Users/${existingId}`)).body).toEqual(before.body);
  },
);

test.for([
  {
    what: "a filter of 100 KB",
    query: `filter=userName+eq+"${"x".repeat(100_000)}"`,
    statuses: [400, 414, 431],
  },
  {
    what: "a filter of 500 brackets",
    query: `filter=${"(".repeat(500)}active pr${")".repeat(500)}`,
    statuses: [400],
  },
  { what: "a filter with a NUL", query: "filter=userName+eq+%22a%00b%22", statuses: [400] },
  { what: "a filter that is no UTF-8", query: "filter=userName+eq+%22%ff%22", statuses: [200, 400] },
  { what: "a filter that ends early", query: "filter=userName+eq", statuses: [400] },
  { what: "a filter on __proto__", query: "filter=__proto__+pr", statuses: [400] },
  { what: "a start that is no number", query: "startIndex=first", statuses: [400] },
  { what: "a forged cursor", query: "cursor=AAAAAAAA", statuses: [400] },
])("GET with $what is refused", async ({ query, statuses }) => {
  const { status } = await client.request("GET", `/Users?${query}`);
  expect(statuses).toContain(status);
});

test.for([
  { what: "an unknown path", method: "GET", resource: "/Nothing/here", status: 404 },
  { what: "an id that is none", method: "GET", resource: "/Users/%00", status: 404 },
  { what: "an id of SQL", method: "GET", resource: "/Users/'%20or%20'1'='1", status: 404 },
  { what: "a method that the path has not", method: "PUT", resource: "/Users", status: 405 },
])("$what: $status with a SCIM error", async ({ method, resource, status }) => {
  const answer = await client.request(method, resource, method === "GET" ? undefined : entraUser(2));
  expect(answer.status).toBe(status);
  expect(scimError.parse(answer.body).status).toBe(String(status));
});

test("another media type is refused with 415", async () => {
  const answer = await client.request("POST", "/Users", bytes("<user/>"), {
    "content-type": "application/xml",
  });
  expect(await outcome(answer)).toEqual(refusal(415));
});

test("bodies that are far too large do not grow the service", async () => {
  const huge = bytes("x".repeat(10 * MEGABYTE));
  const send = () => client.request("POST", "/Users", huge);
  for (let round = 0; round < 3; round++) await send();
  const before = await residentMiB(service.pid);
  for (let round = 0; round < 10; round++)
    for (const { status } of await Promise.all([send(), send(), send(), send()])) expect(status).toBe(413);
  // 400 MB went in; what is left is rubbish that was not collected yet.
  expect((await residentMiB(service.pid)) - before).toBeLessThan(128);
});

test("no filter, path or value, however wrong, is answered with a 5xx", async () => {
  const groupId = await createGroup(client, "Changed by nonsense");
  const word = fc.oneof(
    fc.constantFrom(
      "userName",
      "emails",
      "name.givenName",
      "meta.created",
      "id",
      "members",
      "schemas",
      "active",
    ),
    fc.constantFrom("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not", "(", ")"),
    fc.constantFrom("[", "]", "true", "null", '"x"', '"\\', "1e999", "-0", ".", "%", "_", "'", "urn:a:b:c"),
    fc.string({ unit: "binary", maxLength: 10 }),
  );
  const expression = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));
  await fc.assert(
    fc.asyncProperty(expression, expression, fc.jsonValue(), async (filter, path, value) => {
      const found = await client.request("GET", `/Users?filter=${encodeURIComponent(filter.toWellFormed())}`);
      expect(found.status).toBeLessThan(500);
      for (const resource of [`/Users/${existingId}`, `/Groups/${groupId}`]) {
        const changed = await client.request("PATCH", resource, {
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [{ op: "replace", path, value }],
        });
        expect(changed.status).toBeLessThan(500);
      }
      const created = await client.request("POST", "/Groups", { [path]: value });
      expect(created.status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});
