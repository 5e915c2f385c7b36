import { afterAll, beforeAll, expect, test } from "vitest";
import { USER, type ScimClient } from "../scim-client.ts";
import { startTestService, withDatabase, type TestService } from "../service.ts";

let service: TestService;
let client: ScimClient;

beforeAll(async () => {
  service = await startTestService({ CONSOLE: "key" });
  client = await service.tenant("kept");
});
afterAll(() => service.stop());

function kept(at: TestService = service) {
  return withDatabase(at.databaseUrl, async (database) => {
    const { rows } = await database.query<Record<string, unknown>>("select * from scim.requests order by id");
    return rows;
  });
}

const last = async () => (await kept()).at(-1);

test("a refused request is kept with its reason, Entra's header and the name it was about", async () => {
  const ada = await client.user("Ada@example.com", { externalId: "ada-1" });
  const entra = "Date:2026-11-27T08:00:00Z, ActivityId:7c6c0b3e";
  const reply = await client.send(
    "POST",
    "/Users",
    { schemas: [USER], userName: "ADA@example.com", externalId: "ada-2", password: "hunter2-secret" },
    { adscimversion: entra },
  );
  expect(reply.status).toBe(409);
  await expect.poll(last).toMatchObject({
    operation: "User.create",
    method: "POST",
    path: "/Users",
    status: 409,
    scim_type: "uniqueness",
    request: reply.headers.get("x-request-id"),
    entra,
    name_key: "ada@example.com",
    external_id: "ada-2",
    resource_id: null,
  });
  expect((await last())?.["detail"]).toContain("ADA@example.com");
  const rows = await kept();
  expect(rows.find(({ status }) => status === 201)).toMatchObject({ resource_id: ada.id, scim_type: null });
  const text = JSON.stringify(rows);
  expect(text).not.toContain("hunter2");
  expect(text).not.toContain(client.token);
});

test("a search is kept with the name in its filter and the leniencies that it used", async () => {
  await client.filter("/Users", "externalId eq jyoung");
  await expect.poll(last).toMatchObject({ operation: "User.list", rules: ["unquotedValue"] });
  await client.filter("/Users", String.raw`userName eq "Quo\"te" and active eq true`);
  await expect.poll(last).toMatchObject({ name_key: 'quo"te' });
  await client.filter("/Users", 'password eq "hunter2-secret"');
  await expect.poll(last).toMatchObject({ path: "/Users?…" });
});

test("requests are counted by the hour, refusals and leniencies by themselves", async () => {
  await expect
    .poll(() =>
      withDatabase(service.databaseUrl, async (database) => {
        const { rows } = await database.query<{ name: string; sum: string }>(
          "select name, sum(count)::text as sum from scim.request_counts group by name",
        );
        return Object.fromEntries(rows.map(({ name, sum }) => [name, Number(sum)]));
      }),
    )
    .toMatchObject({ requests: (await kept()).length, "rule:unquotedValue": 1 });
});

test("what waits at the end is written", async () => {
  const ending = await startTestService({ CONSOLE: "key" });
  const other = await ending.tenant("ending");
  await other.get("/Users?count=0");
  await ending.stop();
  expect(await kept(ending)).toHaveLength(1);
});

test("nothing is kept while the console is off", async () => {
  const off = await startTestService();
  const other = await off.tenant("off");
  await other.get("/Users?count=0");
  await off.stop();
  expect(await kept(off)).toHaveLength(0);
  expect(await fetch(`${service.url}/metrics`).then((reply) => reply.text())).toContain(
    "scim_console_requests_dropped_total 0",
  );
});
