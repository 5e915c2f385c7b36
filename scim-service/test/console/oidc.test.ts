import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestService, withDatabase, type TestService } from "../service.ts";
import { CLIENT, startIdentityProvider, type IdentityProvider } from "./identity-provider.ts";
import { Person } from "./person.ts";

const PUBLIC_URL = "https://scim.example.com";

let provider: IdentityProvider;
let service: TestService;

beforeAll(async () => {
  provider = await startIdentityProvider();
  service = await startTestService({
    CONSOLE: "oidc",
    PUBLIC_URL,
    SESSION_KEY: "a-session-key-of-more-than-32-characters",
    CONSOLE_OIDC_ISSUER: provider.issuer,
    CONSOLE_OIDC_CLIENT_ID: CLIENT.id,
    CONSOLE_OIDC_CLIENT_SECRET: CLIENT.secret,
  });
  await service.tenant("contoso");
});
beforeEach(() => {
  provider.roles = ["Console.Admin"];
  provider.forgesNonce = false;
});
afterAll(async () => {
  await service.stop();
  provider.stop();
});

/** Follows the redirects of a sign-in: to the identity provider and back. @returns the way back, and its cookie. */
async function authorize(person: Person): Promise<string> {
  const begun = await person.get("/authorize");
  person.cookie = begun.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(begun.headers.get("set-cookie")).toContain("SameSite=Lax");
  const sent = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
  const back = sent.headers.get("location") ?? "";
  expect(back.startsWith(`${PUBLIC_URL}/console/signed-in?`)).toBe(true);
  return back.slice(`${PUBLIC_URL}/console`.length);
}

async function signIn(person: Person) {
  const reply = await person.get(await authorize(person));
  const cookie = reply.headers.getSetCookie().find((text) => text.startsWith("console="));
  person.cookie = cookie?.split(";")[0] ?? "";
  return reply;
}

test("an administrator signs in, and the audit log has their name", async () => {
  const grace = new Person(service);
  const { status, headers } = await signIn(grace);
  expect([status, headers.get("refresh")]).toEqual([200, "0; url=/console"]);
  expect((await grace.get("")).text).toContain("grace@contoso.com");
  expect((await grace.submit("/tenants/contoso/tokens", { label: "made by Grace" })).status).toBe(201);
  const { rows } = await withDatabase(service.databaseUrl, (database) =>
    database.query("select who, subject, outcome from scim.audit"),
  );
  expect(rows).toEqual([{ who: "grace@contoso.com", subject: "made by Grace", outcome: "done" }]);
});

test("a reader sees everything and changes nothing", async () => {
  provider.roles = ["Console.Read"];
  const grace = new Person(service);
  await signIn(grace);
  const { text } = await grace.get("/tenants/contoso/tokens");
  expect(text).toContain("test");
  expect(text).not.toContain("Make a token");
  const refused = await grace.submit("/tenants/contoso/tokens", { label: "no" });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain("Console.Admin");
});

test("a person without a role, and one whom the provider refuses, get a page that says so and no session", async () => {
  for (const [roles, text] of [
    [["Other.Role"], "grace@contoso.com, who has no role here"],
    ["denied", "access_denied"],
  ] as const) {
    provider.roles = roles;
    const grace = new Person(service);
    const reply = await signIn(grace);
    expect(reply.status).toBe(403);
    expect(reply.text).toContain(text);
    expect(grace.cookie).toBe("");
  }
});

test("a sign-in that was begun elsewhere, changed or forged gives no session", async () => {
  const grace = new Person(service);
  const back = await authorize(grace);
  const other = new Person(service);
  expect((await other.get(back)).text).toContain("not begun in this browser");
  const { cookie } = grace;
  grace.cookie = `${cookie.slice(0, -3)}abc`;
  expect((await grace.get(back)).status).toBe(400);
  grace.cookie = cookie;
  expect((await grace.get(back.replace(/state=[^&]+/, "state=another"))).status).toBe(502);
  provider.forgesNonce = true;
  expect((await signIn(grace)).status).toBe(502);
  expect(grace.cookie).toBe("");
  // What a sign-in keeps in the browser is no session.
  grace.cookie = cookie.replace("console-sign-in=", "console=");
  expect((await grace.get("")).headers.get("location")).toBe("/console/sign-in?ended");
});

test("a provider that cannot be found is a page that says so, gives no session, and is counted", async () => {
  const down = await startTestService({
    CONSOLE: "oidc",
    PUBLIC_URL,
    SESSION_KEY: "a-session-key-of-more-than-32-characters",
    CONSOLE_OIDC_ISSUER: `${provider.issuer}not-there/`,
    CONSOLE_OIDC_CLIENT_ID: CLIENT.id,
    CONSOLE_OIDC_CLIENT_SECRET: CLIENT.secret,
  });
  const grace = new Person(down);
  for (const _ of [1, 2]) {
    const { status, text, headers } = await grace.get("/authorize");
    expect(status).toBe(502);
    expect(text).toContain("Signing in at the identity provider failed");
    expect(text).not.toContain(CLIENT.secret);
    expect(headers.get("set-cookie")).toBeNull();
  }
  const metrics = await (await fetch(`${down.url}/metrics`)).text();
  expect(metrics).toContain('scim_requests_total{operation="console.authorize",status="502"} 2');
  await down.stop();
});

test("the admin key does not sign in where people do", async () => {
  expect((await new Person(service).post("/sign-in", { key: "test-admin-key-0123456789" })).status).toBe(405);
  expect((await new Person(service).get("/sign-in")).text).toContain("organisation's account");
});
