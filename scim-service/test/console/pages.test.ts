import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { USER, type ScimClient } from "../scim-client.ts";
import { startTestService, withDatabase, type TestService } from "../service.ts";
import { Person } from "./person.ts";

const HOUR = 3_600_000;

let service: TestService;
let client: ScimClient;
let person: Person;

beforeAll(async () => {
  service = await startTestService({ CONSOLE: "key", PUBLIC_URL: "https://scim.example.com" });
  client = await service.tenant("acme");
  person = new Person(service);
  await person.signIn();
});
afterAll(() => service.stop());

const audit = () =>
  withDatabase(service.databaseUrl, async (database) => {
    const { rows } = await database.query<Record<string, unknown>>("select * from scim.audit order by id");
    return rows;
  });

describe("sign-in", () => {
  test("no page is shown without a session, nor with a cookie that was changed", async () => {
    const stranger = new Person(service);
    for (const path of ["", "/tenants/acme/people", "/tenants/nobody/people", "/nothing"]) {
      const { status, headers } = await stranger.get(path);
      expect([status, headers.get("location")]).toEqual([303, "/console/sign-in"]);
    }
    stranger.cookie = `${person.cookie.slice(0, -3)}abc`;
    const { headers } = await stranger.get("");
    expect(headers.get("location")).toBe("/console/sign-in?ended");
    expect((await stranger.get("/sign-in?ended")).text).toContain("Your session has ended");
  });

  test("a session ends after eight hours, also for whoever keeps its cookie", async () => {
    const other = new Person(service);
    await other.signIn();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: now + 7.9 * HOUR });
    try {
      expect((await other.get("")).status).toBe(200);
      vi.setSystemTime(now + 8.1 * HOUR);
      expect((await other.get("")).headers.get("location")).toBe("/console/sign-in?ended");
    } finally {
      vi.useRealTimers();
    }
  });

  test("a wrong key is told so and gives no session", async () => {
    const stranger = new Person(service);
    const { status, text, headers } = await stranger.post("/sign-in", { key: "wrong-key-wrong-key" });
    expect(status).toBe(401);
    expect(text).toContain("not the admin key");
    expect(headers.get("set-cookie")).toBeNull();
  });

  test("the cookie reaches no script and no other site, and pages load nothing from elsewhere", async () => {
    const { headers } = await new Person(service).post("/sign-in", { key: "test-admin-key-0123456789" });
    expect(headers.get("set-cookie")).toMatch(
      /^console=[\w.-]+; Path=\/console; HttpOnly; SameSite=Strict; Max-Age=28800; Secure$/,
    );
    const page = await person.get("");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test("a form of another site or session changes nothing", async () => {
    const forged = await person.post("/tenants/acme/tokens", { label: "forged", csrf: "forged" });
    expect(forged.status).toBe(403);
    expect(forged.text).toContain("another session");
    const elsewhere = { "sec-fetch-site": "cross-site" };
    const signedIn = await person.post("/sign-in", { key: "test-admin-key-0123456789" }, elsewhere);
    expect(signedIn.status).toBe(403);
    expect((await audit()).map(({ subject }) => subject)).not.toContain("forged");
  });

  test("signing out ends the session in the browser", async () => {
    const other = new Person(service);
    await other.signIn();
    const { status, headers } = await other.submit("/sign-out");
    expect([status, headers.get("location")]).toEqual([303, "/console/sign-in"]);
    expect(headers.get("set-cookie")).toContain(
      "console=; Path=/console; HttpOnly; SameSite=Strict; Max-Age=0",
    );
  });
});

describe("a person", () => {
  test("is found by each name, and has a page with changes, requests and why one was refused", async () => {
    const boss = await client.user("boss@example.com", { displayName: "The Boss" });
    const ada = await client.user("ada@example.com", {
      displayName: "Ada <Lovelace>",
      externalId: "A-1",
      emails: [{ value: "countess@example.com", type: "work" }],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: boss.id } },
      schemas: [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
    });
    await client.group("Analysts", [ada.id]);
    await client.patch(`/Users/${ada.id}`, { op: "Replace", path: "title", value: "Countess" });
    await client.send("POST", "/Users", { schemas: [USER], userName: "ADA@example.com" });
    for (const q of ["ADA@", "lovelace", "countess@", "a-1", ada.id]) {
      expect((await person.get(`/tenants/acme/people?q=${encodeURIComponent(q)}`)).text).toContain(ada.id);
    }
    await expect
      .poll(async () => (await person.get(`/tenants/acme/people/${ada.id}`)).text)
      .toContain("409 uniqueness");
    const { text } = await person.get(`/tenants/acme/people/${ada.id}`);
    for (const part of ["Ada &lt;Lovelace>", "The Boss", "Analysts", "Countess", "opCase", "What to do:"]) {
      expect(text).toContain(part);
    }
  });

  test("has on the page what was asked of groups and in a Bulk about them", async () => {
    const cy = await client.user("cy@example.com");
    const group = await client.group("Cyclists");
    await client.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: cy.id }] });
    await client.send("POST", "/Bulk", {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
      Operations: [
        {
          method: "POST",
          path: "/Users",
          bulkId: "again",
          data: { schemas: [USER], userName: "CY@example.com" },
        },
      ],
    });
    const page = async () => (await person.get(`/tenants/acme/people/${cy.id}`)).text;
    await expect.poll(page).toContain("409 uniqueness");
    expect((await page()).replaceAll(/\s+/g, " ")).toContain(
      `<b>change Group</b> <a href="/console/tenants/acme/people/${group.id}">Cyclists</a>`,
    );
  });

  test("whom Entra could not make is found by what it asked for", async () => {
    await client.send("POST", "/Users", { schemas: [USER], userName: "eve@example.com", active: "perhaps" });
    await expect
      .poll(async () => (await person.get("/tenants/acme/people?q=Eve@example.com")).text)
      .toContain("Entra has asked for exactly this name");
    expect((await person.get("/tenants/acme/requests?about=eve%40example.com")).text).toContain(
      "invalidValue",
    );
    expect((await person.get("/tenants/acme/refused")).text).toContain("Value not accepted");
    expect((await person.get("/tenants/acme/people?q=nobody-at-all")).text).toContain("provisioning scope");
  });

  test("who was deleted is deleted for good by one call, and not before", async () => {
    const bob = await client.user("bob@example.com", { externalId: "B-1" });
    await client.filter("/Users", 'userName eq "bob@example.com"');
    expect((await service.admin("DELETE", `/tenants/acme/history/${bob.id}`)).status).toBe(409);
    await client.send("DELETE", `/Users/${bob.id}`);
    await expect
      .poll(async () => (await person.get(`/tenants/acme/people/${bob.id}`)).text)
      .toContain("<b>delete User</b>");
    expect((await person.submit(`/tenants/acme/people/${bob.id}/erase`)).status).toBe(303);
    expect((await person.get(`/tenants/acme/people/${bob.id}`)).status).toBe(404);
    const rest = await withDatabase(service.databaseUrl, (database) =>
      database.query("select from scim.requests where name_key = 'bob@example.com' or external_id = 'B-1'"),
    );
    expect(rest.rowCount).toBe(0);
    expect((await service.admin("DELETE", `/tenants/acme/history/${bob.id}`)).status).toBe(404);
  });
});

test("Entra's tests of the connection are one entry", async () => {
  const probed = await service.tenant("probed");
  for (let count = 0; count < 3; count += 1) {
    await probed.filter("/Users", `userName eq "${crypto.randomUUID()}"`);
  }
  await expect.poll(async () => (await person.get("/tenants/probed/requests")).text).toContain("3 tests");
});

test("a token is made, works, is revoked, and the audit log says by whom", async () => {
  const made = await person.submit("/tenants/acme/tokens", { label: "next" });
  expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const token = /scim_[\w-]+/.exec(made.text)?.[0] ?? "";
  const users = () =>
    fetch(`${service.url}/scim/v2/Users?count=0`, { headers: { authorization: `Bearer ${token}` } });
  expect((await users()).status).toBe(200);
  const { body } = await service.admin("GET", "/tenants/acme/tokens");
  const { tokens } = body as { tokens: readonly { id: string; label: string }[] };
  const id = tokens.find(({ label }) => label === "next")?.id;
  expect((await person.submit(`/tenants/acme/tokens/${id}/revoke`)).status).toBe(303);
  await expect.poll(async () => (await users()).status).toBe(401);
  expect((await audit()).slice(-2)).toMatchObject([
    { who: "admin key", action: "console.issueToken", tenant: "acme", subject: "next", outcome: "done" },
    { action: "console.revokeToken", subject: id, outcome: "done" },
  ]);
  expect(JSON.stringify(await audit())).not.toContain(token);
});

test("a tenant is made with a client and a trust, and Connect has their values", async () => {
  const made = await person.submit("/tenants", { tenant: "globex", strict: "on" });
  expect(made.headers.get("location")).toBe("/console/tenants/globex/connect");
  expect((await person.submit("/tenants/globex/clients", { label: "entra" })).text).toMatch(/scims_[\w-]+/);
  const trust = {
    label: "entra",
    issuer: "https://login.microsoftonline.com/d/v2.0",
    subject: "s",
    audience: "a",
    directory: "d",
  };
  expect((await person.submit("/tenants/globex/trusts", trust)).status).toBe(303);
  const refused = await person.submit("/tenants/globex/trusts", { ...trust, issuer: "https://evil.example" });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("must be one of");
  const { text } = await person.get("/tenants/globex/connect");
  expect(text).toContain("https://scim.example.com/scim/v2");
  expect(text).toContain("Client identifier of entra");
  expect((await person.submit("/tenants/globex/settings", { strict: "on" })).status).toBe(303);
  expect((await service.admin("GET", "/tenants")).body).toMatchObject({
    tenants: expect.arrayContaining([
      expect.objectContaining({ id: "globex", strict: true, bearerTokens: false }),
    ]),
  });
});

test("the first page counts people, requests and refusals, and names what ends soon", async () => {
  const counted = await service.tenant("counted");
  await counted.user("on@example.com");
  await counted.user("off@example.com", { active: false });
  await counted.group("Everybody");
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await service.admin("POST", "/tenants/counted/tokens", { label: "short-lived", expiresAt });
  const { text } = await person.get("");
  expect(text).toMatch(/counted\/people">counted<\/a><\/th><td>2<\/td><td>1<\/td><td>1<\/td>/);
  expect(text).toContain("token short-lived");
  expect(text).toContain("The database answers.");
  await expect.poll(async () => (await person.get("")).text).toMatch(/<tr data-hour="[^"]+">/);
});

test("what is not there is a page that says so", async () => {
  for (const path of ["/tenants/nobody/people", "/nothing", "/tenants/acme/people/not-an-id"]) {
    const { status, text } = await person.get(path);
    expect(status).toBe(404);
    expect(text).toContain("Not found");
  }
  const missing = await person.get(`/tenants/acme/people/${crypto.randomUUID()}`);
  expect(missing.text).toContain("has and had no user or group");
});

test("there is no console unless it is configured", async () => {
  const off = await startTestService();
  expect((await fetch(`${off.url}/console`)).status).toBe(404);
  await off.stop();
});
