import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Resource, ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** Walks a list to its end by cursor; `between` runs after each page. */
async function walk(
  client: ScimClient,
  path: string,
  between?: (page: readonly Resource[]) => Promise<void>,
) {
  const seen: Resource[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const separator = path.includes("?") ? "&" : "?";
    const { status, body } = await client.get(`${path}${separator}cursor=${cursor}`);
    expect(status).toBe(200);
    seen.push(...body.Resources);
    cursor = body.nextCursor;
    await between?.(body.Resources);
  }
  return seen;
}

describe("pagination by cursor", () => {
  test("returns every survivor once while others are deleted and added", async () => {
    const client = await service.tenant("walk");
    const made: string[] = [];
    for (let index = 0; index < 25; index += 1) made.push((await client.user(`walk${index}`)).id);
    const order = (await client.get("/Users?count=100")).body.Resources.map(({ id }) => id);
    let page = 0;
    const removed = new Set<string>();
    const seen = await walk(client, "/Users?count=4", async (resources) => {
      page += 1;
      // One that was seen and one that was not.
      for (const id of [resources[0]?.id, order[24 - page]]) {
        if (id === undefined || removed.has(id)) continue;
        removed.add(id);
        await client.send("DELETE", `/Users/${id}`);
      }
      if (page < 4) await client.user(`late${page}`);
    });
    const ids = seen.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of made.filter((each) => !removed.has(each))) expect(ids).toContain(id);
  });

  test.each(["ascending", "descending"])(
    "follows a sorted list, %s, absent values included",
    async (sortOrder) => {
      const client = await service.tenant(`sorted-${sortOrder}`);
      const titles = ["b", undefined, "A", "a", "B", undefined, "c", "b"];
      for (const [index, title] of titles.entries())
        await client.user(`user${index}`, title ? { title } : {});
      const query = `sortBy=title&sortOrder=${sortOrder}`;
      const whole = (await client.get(`/Users?${query}`)).body.Resources.map(({ id }) => id);
      const walked = await walk(client, `/Users?${query}&count=3`);
      expect(walked.map(({ id }) => id)).toStrictEqual(whole);
      const lower = walked.map((user) => (user.title ?? "~").toLowerCase());
      expect(lower).toStrictEqual(
        sortOrder === "ascending" ? lower.toSorted() : lower.toSorted().toReversed(),
      );
    },
  );

  test("refuses a cursor that was changed or belongs to another list", async () => {
    for (let index = 0; index < 3; index += 1) await scim.user(`cursor${index}`);
    const { body } = await scim.get("/Users?cursor&count=1");
    const cursor = body.nextCursor ?? "";
    const changed = Buffer.from(cursor, "base64url");
    changed[20] = (changed[20] ?? 0) ^ 1;
    for (const path of [
      `/Users?count=1&cursor=${changed.toString("base64url")}`,
      `/Users?count=1&cursor=${cursor.slice(0, -4)}`,
      `/Users?count=1&cursor=${cursor}.x`,
      `/Users?count=1&cursor=${cursor}%3D`,
      "/Users?count=1&cursor=nonsense",
      `/Groups?count=1&cursor=${cursor}`,
      `/Users?count=1&cursor=${cursor}&filter=userName+pr`,
    ]) {
      expect((await scim.get(path)).body.scimType).toBe("invalidCursor");
    }
    expect(Buffer.from(cursor, "base64url").toString("latin1")).not.toContain(body.Resources[0]?.id);
    expect((await scim.get("/Users?cursor&count=many")).body.scimType).toBe("invalidCount");
  });
});

test("users and groups are sorted together", async () => {
  const client = await service.tenant("mixed");
  const names = ["b", "D", "a"];
  for (const name of names) await client.user(`user ${name}`, { displayName: `${name} user` });
  for (const name of names) await client.group(`${name} group`);
  await client.user("nameless");
  const expected = ["a group", "a user", "b group", "b user", "D group", "D user"];
  for (const path of ["/?sortBy=displayName", "/?sortBy=displayName&count=2"]) {
    const shown = (await walk(client, path)).map(({ displayName }) => displayName);
    expect(shown).toStrictEqual([...expected, undefined]);
    const down = (await walk(client, `${path}&sortOrder=descending`)).map(({ displayName }) => displayName);
    expect(down).toStrictEqual([undefined, ...expected.toReversed()]);
  }
  const byUserName = (await walk(client, "/?sortBy=userName&filter=userName+pr")).map(
    ({ userName }) => userName,
  );
  expect(byUserName).toStrictEqual(["nameless", "user a", "user b", "user D"]);
  expect((await client.get("/?sortBy=members")).body.scimType).toBe("invalidPath");
});

test("a large page comes whole, by index and by cursor, sorted and not", async () => {
  const client = await service.tenant("pages");
  const operations = Array.from({ length: 450 }, (_, index) => ({
    method: "POST",
    path: "/Users",
    bulkId: String(index),
    data: {
      schemas: [],
      userName: `page${index}`,
      ...(index % 3 === 0 ? {} : { title: `title ${index % 7}` }),
    },
  }));
  expect((await client.send("POST", "/Bulk", { schemas: [], Operations: operations })).status).toBe(200);
  for (const order of ["", "&sortBy=title", "&sortBy=title&sortOrder=descending", "&sortBy=userName"]) {
    const ids: string[] = [];
    for (let startIndex = 1; startIndex <= 450; startIndex += 50) {
      const { body } = await client.get(`/Users?startIndex=${startIndex}&count=50${order}`);
      ids.push(...body.Resources.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(450);
    for (const [query, from, to] of [
      ["count=1000", 0, 450],
      ["count=250", 0, 250],
      ["startIndex=101&count=201", 100, 301],
      ["startIndex=400&count=300", 399, 450],
      ["count=300&cursor", 0, 300],
    ] as const) {
      const { body } = await client.get(`/Users?${query}${order}`);
      expect(body.Resources.map(({ id }) => id)).toStrictEqual(ids.slice(from, to));
      expect([body.totalResults, body["itemsPerPage"]]).toStrictEqual([450, to - from]);
    }
    for (const count of [99, 100, 101, 150, 200, 225, 450, 451]) {
      const walked = await walk(client, `/Users?count=${count}${order}`);
      expect(walked.map(({ id }) => id)).toStrictEqual(ids);
    }
    const exact = await client.get(`/Users?count=450&cursor${order}`);
    expect(exact.body).not.toHaveProperty("nextCursor");
  }
});

test("a large group is streamed whole, and paged as the users who are in it", async () => {
  const client = await service.tenant("large");
  const operations = Array.from({ length: 700 }, (_, index) => ({
    method: "POST",
    path: "/Users",
    bulkId: String(index),
    data: { schemas: [], userName: `large${index}` },
  }));
  const bulk = await client.send("POST", "/Bulk", { schemas: [], Operations: operations });
  expect(bulk.status).toBe(200);
  const ids = (await client.get("/Users?count=1000&attributes=id")).body.Resources.map(
    ({ id }) => id,
  ).toSorted();
  const created = await client.group("large", ids);
  expect(created.members).toHaveLength(700);
  const { id } = created;
  expect(await client.members(id)).toStrictEqual(ids);
  expect((await client.get("/Groups")).body.Resources[0]?.members).toHaveLength(700);
  const paged = await walk(client, `/Users?count=300&attributes=id&filter=groups.value+eq+%22${id}%22`);
  expect(paged.map((user) => user.id).toSorted()).toStrictEqual(ids);
});
