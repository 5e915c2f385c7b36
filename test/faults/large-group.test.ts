import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeMembers } from "../support/entra-requests.ts";
import { execute } from "../support/database.ts";
import { residentMiB } from "../support/memory.ts";
import { scimGroup } from "../support/scim-answers.ts";
import { createGroup, startReplicas, type Replicas } from "./service.ts";

const MEMBERS = 100_000;
const MEMBERS_A_REQUEST = 10_000;
const READERS = 20;
/** One reply is 19 MB: held for each reader it would be 380 MB. */
const GROWTH_MIB = 100;

const stack = new AsyncDisposableStack();
let replicas: Replicas;
let groupId: string;

beforeAll(async () => {
  replicas = await startReplicas(1, stack);
  const [client] = replicas.clients;
  expect.assert(client);
  groupId = await createGroup(client, "Everybody");
  // People as the service stores them: making so many by requests is what the benchmark does.
  await execute(
    replicas.databaseUrl,
    `insert into scim.resources (tenant, type, id, name_key, name_scope, document)
     select t.key, 'U', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n,
       '00000000-0000-0000-0000-000000000000', jsonb_build_object('userName', 'user' || n)
     from scim.tenants t, generate_series(1, ${MEMBERS}) n; analyze scim.resources`,
  );
  for (let first = 1; first <= MEMBERS; first += MEMBERS_A_REQUEST) {
    const ids = Array.from({ length: MEMBERS_A_REQUEST }, (_, index) => userId(first + index));
    const { status } = await client.request("PATCH", `/Groups/${groupId}`, changeMembers("Add", ids));
    expect.assert(status === 204);
  }
});
afterAll(() => stack.disposeAsync());

function userId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

async function read(query: string): Promise<IncomingMessage> {
  const [service] = replicas.services;
  const request = get(`${service?.scimUrl}/Groups/${groupId}${query}`, {
    headers: { authorization: `Bearer ${replicas.token}` },
  });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return response;
}

test("a group of 100,000 is read by many slow readers at once in bounded memory, and is whole", async () => {
  const [service] = replicas.services;
  expect.assert(service);
  const before = await residentMiB(service.pid);
  // None of them reads on before all have their first bytes.
  const responses = await Promise.all(Array.from({ length: READERS }, () => read("")));
  const bodies = responses.map((response) => json(response));
  for (const body of bodies) {
    const { members } = scimGroup.parse(await body);
    expect(new Set(members.map(({ value }) => value)).size).toBe(MEMBERS);
  }
  expect((await residentMiB(service.pid)) - before).toBeLessThan(GROWTH_MIB);
}, 120_000);

test("without its members it is as quick as any other, and they can be read as pages of users", async () => {
  const [client] = replicas.clients;
  expect.assert(client);
  const { body } = await client.request("GET", `/Groups/${groupId}?excludedAttributes=members`);
  expect(body).not.toHaveProperty("members");
  const filter = `filter=groups.value+eq+%22${groupId}%22`;
  const page = await client.request(
    "GET",
    `/Users?${filter}&attributes=id&startIndex=${MEMBERS - 4}&count=10`,
  );
  expect(page.body).toMatchObject({ totalResults: MEMBERS, itemsPerPage: 5 });
});

test("one PUT leaves it those who are named, and nobody else", async () => {
  const [client] = replicas.clients;
  expect.assert(client);
  const named = Array.from({ length: 20_000 }, (_, index) => userId(1 + index * 5));
  const members = named.map((value) => ({ value }));
  const group = { schemas: [], displayName: "Everybody", members };
  const { status } = await client.request("PUT", `/Groups/${groupId}?attributes=id`, group);
  expect(status).toBe(200);
  const { body } = await client.request("GET", `/Groups/${groupId}`);
  expect(scimGroup.parse(body).members.map(({ value }) => value)).toEqual(named);
});
