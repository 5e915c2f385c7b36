import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { PATCH_OP, ScimClient } from "./scim-client.ts";
import { ADMIN_KEY, startTestService, type TestService } from "./service.ts";

let service: TestService;
let replica: TestService;

beforeAll(async () => {
  service = await startTestService();
  replica = await startTestService({ DATABASE_URL: service.databaseUrl });
});
afterAll(async () => {
  await service.stop();
  await replica.stop();
});

interface Issued {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string | null;
}

async function issue(tenant: string, body: object = { label: "test" }): Promise<Issued> {
  await service.admin("PUT", `/tenants/${tenant}`);
  const reply = await service.admin("POST", `/tenants/${tenant}/tokens`, body);
  expect(reply.status).toBe(201);
  return reply.body;
}

const scim = (at: TestService, token: string) => new ScimClient(`${at.url}/scim/v2`, token);
const statusOf = async (at: TestService, token: string) =>
  (await scim(at, token).get("/Users?count=0")).status;

describe("tokens", () => {
  test("a revoked token is refused by every replica within a second", async () => {
    const { id, token } = await issue("revoked");
    for (const at of [service, replica]) expect(await statusOf(at, token)).toBe(200);
    const revoked = performance.now();
    expect((await service.admin("DELETE", `/tenants/revoked/tokens/${id}`)).status).toBe(204);
    // Requests go on all the time, so that a cached answer would be kept alive if use could do that.
    for (const at of [service, replica]) {
      await vi.waitUntil(async () => (await statusOf(at, token)) === 401, { timeout: 5_000, interval: 20 });
    }
    const lastAccepted = (await replica.log()).findLast(
      (line) => line["tenant"] === "revoked" && line["status"] === 200,
    );
    expect(Number(lastAccepted?.["time"])).toBeLessThan(performance.timeOrigin + revoked + 1_000);
  });

  test("a token ends when it expires", async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { token, expiresAt: confirmed } = await issue("expiring", { label: "short", expiresAt });
    expect(confirmed).toBe(expiresAt.replace(/0+Z$/, "Z"));
    expect(await statusOf(service, token)).toBe(200);
    await vi.waitUntil(async () => (await statusOf(service, token)) === 401, {
      timeout: 10_000,
      interval: 50,
    });
  });

  test("an expiry may have any offset", async () => {
    await service.admin("PUT", "/tenants/offset");
    const body = { label: "far", expiresAt: "2099-01-01T00:00:00+20:00" };
    const { status, body: issued } = await service.admin("POST", "/tenants/offset/tokens", body);
    expect(status).toBe(201);
    expect(issued).toMatchObject({ expiresAt: "2098-12-31T04:00:00Z" });
  });

  test("an expiry that is beyond the year 9999 in UTC is refused", async () => {
    await service.admin("PUT", "/tenants/offset");
    const issueUntil = (expiresAt: string) =>
      service.admin("POST", "/tenants/offset/tokens", { label: "for ever", expiresAt });
    expect((await issueUntil("9999-12-31T23:59:59-14:00")).status).toBe(400);
    expect((await issueUntil("9999-12-31T23:59:59Z")).status).toBe(201);
  });

  test("several are active at once, and the list tells their use but never the token", async () => {
    const [first, second] = [await issue("several"), await issue("several", { label: "next" })];
    expect([await statusOf(service, first.token), await statusOf(service, second.token)]).toStrictEqual([
      200, 200,
    ]);
    const { body } = await service.admin("GET", "/tenants/several/tokens");
    const { tokens } = body as { tokens: readonly Record<string, unknown>[] };
    expect(tokens).toMatchObject([
      { id: first.id, label: "test", revokedAt: null, expiresAt: null },
      { id: second.id, label: "next" },
    ]);
    expect(tokens[0]?.["lastUsedAt"]).not.toBeNull();
    expect(JSON.stringify(body)).not.toContain(first.token);
  });

  test("revoking again is no error; an unknown token, tenant or date is", async () => {
    const { id } = await issue("twice");
    const path = `/tenants/twice/tokens/${id}`;
    expect((await service.admin("DELETE", path)).status).toBe(204);
    expect((await service.admin("DELETE", path)).status).toBe(204);
    const { id: other } = await issue("other");
    expect((await service.admin("DELETE", `/tenants/twice/tokens/${other}`)).status).toBe(404);
    expect((await service.admin("DELETE", "/tenants/twice/tokens/nonsense")).status).toBe(404);
    expect((await service.admin("POST", "/tenants/nobody/tokens", { label: "x" })).status).toBe(404);
    expect((await service.admin("GET", "/tenants/nobody/tokens")).status).toBe(404);
    for (const body of [
      {},
      { label: "" },
      { label: "x", expiresAt: "tomorrow" },
      { label: "x", expiresAt: "2001-01-01T00:00:00Z" },
      { label: "x", token: "mine" },
    ]) {
      expect((await service.admin("POST", "/tenants/twice/tokens", body)).status).toBe(400);
    }
  });
});

describe("tenants", () => {
  test("are made once, changed by the same call, and counted", async () => {
    expect((await service.admin("PUT", "/tenants/counted", { strict: true })).status).toBe(201);
    expect((await service.admin("PUT", "/tenants/counted")).body).toMatchObject({
      id: "counted",
      strict: true,
    });
    expect((await service.admin("PUT", "/tenants/counted", { strict: false })).status).toBe(200);
    const client = await service.tenant("counted");
    const user = await client.user("ada");
    await client.group("staff", [user.id]);
    const { body } = await service.admin("GET", "/tenants");
    const { tenants } = body as { tenants: readonly { id: string }[] };
    expect(tenants.find(({ id }) => id === "counted")).toMatchObject({ strict: false, users: 1, groups: 1 });
    expect((await service.admin("PUT", "/tenants/a%20b")).status).toBe(400);
  });
});

interface Change {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly requestId: string;
  readonly tokenId: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The log from a cursor on, once it has that many changes: those of transactions that still run come later. */
async function changesOf(tenant: string, count: number): Promise<readonly Change[]> {
  let changes: readonly Change[] = [];
  await vi.waitUntil(
    async () => {
      const { body } = await service.admin("GET", `/tenants/${tenant}/changes?limit=1000`);
      ({ changes } = body);
      return changes.length >= count;
    },
    { timeout: 20_000, interval: 50 },
  );
  return changes;
}

describe("the change log", () => {
  test("has who did what, before and after, in order", async () => {
    const { id: tokenId, token } = await issue("logged");
    const client = scim(service, token);
    const user = await client.user("ada", { title: "Countess" });
    const group = await client.group("staff");
    await client.send(
      "PATCH",
      `/Users/${user.id}`,
      { schemas: [PATCH_OP], Operations: [{ op: "replace", path: "active", value: false }] },
      { "x-request-id": "my-request" },
    );
    await client.patch(`/Users/${user.id}`, { op: "remove", path: "title" });
    await client.patch(`/Users/${user.id}`, { op: "remove", path: "title" });
    await client.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: user.id }] });
    await client.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: user.id }] });
    await client.send("DELETE", `/Users/${user.id}`);
    const changes = await changesOf("logged", 7);
    expect(
      changes.map(({ action, resourceType, before, after }) => [action, resourceType, before, after]),
    ).toMatchObject([
      ["create", "User", null, { userName: "ada", title: "Countess" }],
      ["create", "Group", null, { displayName: "staff" }],
      ["update", "User", {}, { active: false }],
      ["update", "User", { title: "Countess" }, {}],
      ["members", "Group", null, { members: [user.id] }],
      ["delete", "User", { userName: "ada", active: false }, null],
      ["members", "Group", { members: [user.id] }, null],
    ]);
    expect(changes[2]?.requestId).toBe("my-request");
    expect(new Set(changes.map((change) => change.tokenId))).toStrictEqual(new Set([tokenId]));
  });

  test("is read by cursor, each change once, also while others are written", async () => {
    const { token } = await issue("followed");
    const client = scim(service, token);
    const writing = Promise.all(Array.from({ length: 40 }, (_, index) => client.user(`user${index}`)));
    const seen: Change[] = [];
    let cursor = "";
    await vi.waitUntil(
      async () => {
        const { body } = await service.admin("GET", `/tenants/followed/changes?limit=7${cursor}`);
        const page = body as { changes: readonly Change[]; nextCursor: string | null };
        seen.push(...page.changes);
        if (page.nextCursor !== null) cursor = `&cursor=${page.nextCursor}`;
        return seen.length >= 40;
      },
      { timeout: 20_000, interval: 5 },
    );
    const users = await writing;
    expect(new Set(seen.map(({ resourceId }) => resourceId))).toStrictEqual(
      new Set(users.map(({ id }) => id)),
    );
    expect(seen).toHaveLength(40);
    expect((await service.admin("GET", "/tenants/followed/changes?cursor=x")).status).toBe(400);
    expect((await service.admin("GET", "/tenants/nobody/changes")).status).toBe(404);
  });
});

describe("a page of the change log", () => {
  test("ends early where the changes are long, and its cursor goes on behind it", async () => {
    const { token } = await issue("long");
    const client = scim(service, token);
    const names = Array.from({ length: 24 }, (_, index) => `user${index}`);
    for (const name of names) await client.user(name, { title: "x".repeat(60_000) });
    await changesOf("long", 17);
    const seen: unknown[] = [];
    const pages: number[] = [];
    let cursor = "";
    await vi.waitUntil(async () => {
      const { body } = await service.admin("GET", `/tenants/long/changes?limit=1000${cursor}`);
      const page = body as { changes: readonly { after: { userName: string } }[]; nextCursor: string };
      cursor = `&cursor=${page.nextCursor}`;
      if (page.changes.length > 0) pages.push(page.changes.length);
      seen.push(...page.changes.map(({ after }) => after.userName));
      return seen.length === names.length;
    });
    expect(seen).toEqual(names);
    expect(Math.max(...pages)).toBe(17);
  });
});

describe("the admin key", () => {
  test("is needed for every call, and no tenant's token will do", async () => {
    const { token } = await issue("keyed");
    for (const authorization of ["", "Bearer nonsense", `Bearer ${token}`]) {
      const reply = await fetch(`${service.url}/admin/api/tenants`, { headers: { authorization } });
      expect(reply.status).toBe(401);
    }
    expect(await statusOf(service, ADMIN_KEY)).toBe(401);
  });

  test("when wrong is counted, as wrong tokens are, and keeps nobody else waiting", async () => {
    const { token } = await issue("guessed");
    const guesses = Array.from({ length: 100 }, async (_, n) => {
      const path = n % 2 === 0 ? "/admin/api/tenants" : "/scim/v2/Users";
      const reply = await fetch(service.url + path, { headers: { authorization: `Bearer guess-${n}` } });
      return reply.status;
    });
    expect(await statusOf(service, token)).toBe(200);
    expect((await service.admin("GET", "/tenants")).status).toBe(200);
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([401]));
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const counted = (kind: string) =>
      Number(new RegExp(`^scim_wrong_credentials_total\\{kind="${kind}"\\} (\\d+)$`, "m").exec(metrics)?.[1]);
    expect(counted("admin key")).toBeGreaterThanOrEqual(50);
    expect(counted("token")).toBeGreaterThanOrEqual(50);
  });

  test("is, like every token, in no log line", async () => {
    const { token } = await issue("secret");
    await statusOf(service, token);
    await fetch(`${service.url}/admin/api/tenants?key=${ADMIN_KEY}`, {
      headers: { authorization: "Bearer x" },
    });
    const log = JSON.stringify(await service.log());
    expect(log).not.toContain(token);
    expect(log).not.toContain(ADMIN_KEY);
  });

  test("missing in the configuration turns the admin API off", async () => {
    const closed = await startTestService({ DATABASE_URL: service.databaseUrl, ADMIN_KEY: "" });
    try {
      expect((await closed.admin("GET", "/tenants")).status).toBe(404);
    } finally {
      await closed.stop();
    }
  });
});
