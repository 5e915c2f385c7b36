import { once } from "node:events";
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFailed } from "vitest";
import { z } from "zod";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { entryOf, statesOf, TestFleet } from "./fleet-process.ts";
import { addStranger, openTenants, type Tenant, tenantOf, type Tenants } from "./tenants.ts";

/** More by hand: KIT_FLEET_CUSTOMERS=50 npx vitest run --project stack test/fleet/fleet.test.ts */
const COUNT = Number(process.env["KIT_FLEET_CUSTOMERS"] ?? 8);
const NAMES = Array.from({ length: COUNT }, (_, index) => `customer-${index}`);
const CANARY = "customer-0";
const WRONG_TOKEN = "customer-1";
const THROTTLED = "customer-2";
const RINGS = { rings: [{ name: "canary", healthyWithin: "10m" }, { name: "everyone" }] };

let tenants: Tenants;
let jobs: OwnDatabase;
let fleet: TestFleet;
let before: ReadonlyMap<string, unknown>;

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), NAMES);
  jobs = await createDatabase(inject("postgresUrl"), "fleet_jobs");
  fleet = new TestFleet(tenants, jobs.url);
  await fleet.open();
  await writeCustomers();
  before = await everyTenant();
});
afterAll(async () => {
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

function writeCustomers(names: readonly string[] = NAMES): Promise<void> {
  const entries = names.map((name) =>
    entryOf(tenantOf(tenants, name), { ring: name === CANARY ? "canary" : "everyone" }),
  );
  return fleet.write(entries, RINGS);
}

async function everyTenant(): Promise<ReadonlyMap<string, unknown>> {
  const all = [...tenants.all].map(
    async ([name, { graph }]) => [name, await readWholeTenant(graph)] as const,
  );
  return new Map(await Promise.all(all));
}

function all(state: string, others: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...Object.fromEntries(NAMES.map((name) => [name, state])), ...others };
}

describe("the first deployment", () => {
  it("goes ring by ring; what fails at one customer touches no other, and a killed worker's are finished", async () => {
    await writeFile(path.join(fleet.folder, "secrets", WRONG_TOKEN), "a-wrong-token");
    const throttle = { path: "/v1.0/**", status: 429, code: "TooManyRequests", retryAfter: 12, seconds: 60 };
    await tenantOf(tenants, THROTTLED).graph.request("PUT", "/emulator/faults", [throttle]);
    const command = fleet.start(["up", "--parallel", "2"]);
    const killed = fleet.start(["work", "--parallel", "2"]);
    onTestFailed(() => console.error(killed.output(), command.output()));
    await expect
      .poll(
        () => {
          if (begunOf(command.output()).length < COUNT / 2) return [];
          if (heldBy(killed.output()).length > 0) killed.kill("SIGKILL");
          return heldBy(killed.output());
        },
        { timeout: 900_000 },
      )
      .not.toEqual([]);
    const held = heldBy((await killed.ended).output);
    const other = fleet.start(["work", "--parallel", "2"]);
    const ended = await command.ended;
    other.kill("SIGINT");
    expect((await other.ended).code, other.output()).toBe(0);

    // The engine of a killed worker goes on to its end: the other may find nothing left to do.
    const taken = Object.fromEntries(
      held.map((name): [string, unknown] => [name, expect.stringMatching(/^(un)?changed$/)]),
    );
    expect(statesOf(ended), ended.output).toEqual(all("changed", { ...taken, [WRONG_TOKEN]: "failed" }));
    expect(ended.code).toBe(1);
    expect(ended.results[WRONG_TOKEN]?.failure).toMatchObject({
      code: "connection",
      remedy: expect.stringContaining("Check the token"),
    });
    expect(await throttledRequests()).toBeGreaterThanOrEqual(5);
    for (const name of held) {
      expect(ended.output).toMatch(new RegExp(`"customer":"${name}","progress":"running",.*"attempt":2`));
    }
    const begun = begunOf(ended.output);
    expect(begun[0]).toBe(CANARY);
    const canaryDone = ended.output.indexOf(`"customer":"${CANARY}","progress":"done"`);
    expect(canaryDone).toBeLessThan(ended.output.indexOf(`"customer":"${begun[1]}"`));
  }, 1_800_000);

  it("leaves nothing to do but the one that failed, and then nothing", async () => {
    await writeCustomers();
    const mended = await fleet.run("up", "--only", WRONG_TOKEN);
    expect(statesOf(mended), mended.output).toEqual({ [WRONG_TOKEN]: "changed" });
    expect(mended.code).toBe(0);
    const again = await fleet.run("up");
    expect(statesOf(again), again.output).toEqual(all("unchanged"));
    const planned = await fleet.run("plan", "--only", CANARY);
    expect(statesOf(planned), planned.output).toEqual({ [CANARY]: "unchanged" });
  }, 1_800_000);
});

/** How many requests of the throttled customer Graph has refused. */
async function throttledRequests(): Promise<number> {
  const log = await tenantOf(tenants, THROTTLED).graph.request("GET", "/emulator/requests");
  const { requests } = z.object({ requests: z.array(z.object({ status: z.number() })) }).parse(log);
  return requests.filter(({ status }) => status === 429).length;
}

/** Customers that were begun, in the order of their first attempt, by the lines of a command or a worker. */
function begunOf(output: string): string[] {
  return [
    ...new Set(
      Array.from(output.matchAll(/"customer":"([^"]+)","progress":"running"/g), ([, name = ""]) => name),
    ),
  ];
}

/** Customers that a worker has begun and not ended. */
function heldBy(output: string): string[] {
  return begunOf(output).filter((name) => !output.includes(`"customer":"${name}","progress":"done"`));
}

describe("what somebody changes by hand", () => {
  const PAUSED = "customer-3";
  const UNASSIGNED = "customer-4";
  const STRANGER = "customer-5";
  const UNMAPPED = "customer-6";
  const EVERYONE = "customer-7";

  it("is found at those whom it is about, by item, and nothing is changed", async () => {
    await expect
      .poll(async () => statesOf(await fleet.run("status")), { timeout: 400_000, interval: 1_000 })
      .toEqual(all("healthy"));
    const { results } = await fleet.run("status");
    const pathOf = (name: string) => {
      const { servicePrincipalId, jobId } = results[name]?.outputs ?? {};
      const principal = `/v1.0/servicePrincipals/${servicePrincipalId}`;
      return { principal, job: `${principal}/synchronization/jobs/${jobId}` };
    };
    await tenantOf(tenants, PAUSED).graph.request("POST", `${pathOf(PAUSED).job}/pause`);
    // A cycle would take away those who are assigned no more.
    const unassigned = tenantOf(tenants, UNASSIGNED);
    await unassigned.graph.request("PUT", "/emulator/settings", { automaticCycles: false });
    const list = `${pathOf(UNASSIGNED).principal}/appRoleAssignedTo`;
    const { value } = (await unassigned.graph.request("GET", list)) as { value: { id: string }[] };
    await unassigned.graph.request("DELETE", `${list}/${value[0]?.id}`);
    await unmapProfile(tenantOf(tenants, UNMAPPED), `${pathOf(UNMAPPED).job}/schema`);
    await tenantOf(tenants, EVERYONE).graph.request(
      "PUT",
      `${pathOf(EVERYONE).principal}/synchronization/secrets`,
      {
        value: [{ key: "SyncAll", value: "true" }],
      },
    );
    await addStranger(tenants, tenantOf(tenants, STRANGER));

    const found = await fleet.run("drift", "--report", path.join(fleet.folder, "report"));
    expect(statesOf(found), found.output).toEqual(
      all(
        "healthy",
        Object.fromEntries(
          [PAUSED, UNASSIGNED, STRANGER, UNMAPPED, EVERYONE].map((name) => [name, "drifted"]),
        ),
      ),
    );
    expect(found.code).toBe(2);
    expect(found.results[PAUSED]?.drift).toEqual([
      { item: "provisioning job", expected: "Active", found: "Paused" },
    ]);
    expect(found.results[UNASSIGNED]?.drift[0]).toEqual({
      item: "assignment of SightCall Users",
      expected: "there",
      found: "gone",
    });
    expect(found.results[UNASSIGNED]?.drift.slice(1).toSorted(byItem)).toEqual(
      [0, 1, 2].map((index) => surplusOf(`user${index}@${UNASSIGNED}.example.com`)),
    );
    expect(found.results[STRANGER]?.drift).toEqual([surplusOf("stranger@example.com")]);
    expect(found.results[UNMAPPED]?.drift).toEqual([
      {
        item: "mapping urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile",
        expected: expect.stringContaining("recording"),
        found: "nothing",
      },
    ]);
    expect(found.results[EVERYONE]?.drift).toEqual([
      { item: "synchronization secret SyncAll", expected: "as deployed", found: "another value" },
    ]);
    const report = await readFile(path.join(fleet.folder, "report", "report.md"), "utf8");
    expect(report).toContain("| provisioning job | Active | Paused |");

    const again = await fleet.run("drift", "--only", PAUSED);
    expect(statesOf(again)).toEqual({ [PAUSED]: "drifted" });
  }, 900_000);

  it("is put back by up --refresh", async () => {
    const changed = [PAUSED, UNASSIGNED, UNMAPPED, EVERYONE];
    const only = changed.join(",");
    const mended = await fleet.run("up", "--refresh", "--only", only);
    expect(statesOf(mended), mended.output).toEqual(
      Object.fromEntries(changed.map((name) => [name, "changed"])),
    );
    const { results } = await fleet.run("drift", "--only", only);
    const items = Object.values(results).flatMap(({ drift }) => drift.map(({ item }) => item));
    expect(items.filter((item) => !item.startsWith("person "))).toEqual([]);
  }, 900_000);
});

/** What drift says of a person who is in the service and should not be. */
function surplusOf(userName: string) {
  const expected = "not active in the service, being assigned in Entra no more";
  return { item: `person ${userName}`, expected, found: "active" };
}

function byItem(one: { item: string }, other: { item: string }): number {
  return one.item.localeCompare(other.item);
}

/** Takes the mapping of the product's attribute out of a schema. */
async function unmapProfile({ graph }: Tenant, path: string): Promise<void> {
  const schema = await graph.request("GET", path);
  const without = JSON.stringify(schema, (key, value: unknown) =>
    key === "attributeMappings" && Array.isArray(value)
      ? value.filter((mapping) => !JSON.stringify(mapping).includes("sightcall:2.0:User:profile"))
      : value,
  );
  expect(without).not.toBe(JSON.stringify(schema));
  await graph.request("PUT", path, JSON.parse(without));
}

describe("bad circumstances", () => {
  it("a stack that somebody has locked is told with the way out", async () => {
    const locks = path.join(fleet.backend, ".pulumi", "locks", "organization", "entra-scim", CANARY);
    await mkdir(locks, { recursive: true });
    const lock = {
      pid: process.pid,
      username: "ann",
      hostname: "elsewhere",
      timestamp: new Date().toISOString(),
    };
    const file = path.join(locks, "11111111-2222-4333-8444-555555555555.json");
    await writeFile(file, JSON.stringify(lock));
    const ended = await fleet.run("up", "--only", CANARY);
    expect(ended.results[CANARY]?.failure, ended.output).toMatchObject({
      code: "locked",
      message: expect.stringContaining("ann@elsewhere"),
      remedy: expect.stringContaining(`pulumi cancel --stack ${CANARY}`),
    });

    // One that a killed engine of this machine has left is taken away.
    const child = spawn("true");
    await once(child, "exit");
    await writeFile(file, JSON.stringify({ ...lock, pid: child.pid, hostname: os.hostname() }));
    expect(statesOf(await fleet.run("up", "--only", CANARY))).toEqual({ [CANARY]: "unchanged" });
  }, 900_000);

  it("a customer that is not in the file any more is reported, and destroyed only by name", async () => {
    await writeCustomers(NAMES.filter((name) => name !== WRONG_TOKEN));
    const ended = await fleet.run("status", "--only", CANARY);
    expect(ended.removed).toEqual([WRONG_TOKEN]);
    const destroyed = await fleet.run("destroy", "--only", WRONG_TOKEN);
    expect(statesOf(destroyed), destroyed.output).toEqual({ [WRONG_TOKEN]: "removed" });
    expect((await fleet.run("status", "--only", CANARY)).removed).toEqual([]);
    await writeCustomers();
  }, 900_000);

  it("an up that Ctrl-C stops halfway is finished by the next", async () => {
    const { graph } = tenantOf(tenants, WRONG_TOKEN);
    const test = { method: "POST", path: "/**/validateCredentials", hold: true };
    await graph.request("PUT", "/emulator/faults", [test]);
    const interrupted = fleet.start(["up", "--only", WRONG_TOKEN]);
    onTestFailed(() => console.error(interrupted.output()));
    const held = async () => (await graph.request("GET", "/emulator/faults")) as { held: string[] };
    await expect.poll(held, { timeout: 400_000 }).not.toEqual({ held: [] });
    interrupted.kill("SIGINT");
    await expect.poll(() => interrupted.output()).toContain("Stopping");
    await graph.request("PUT", "/emulator/faults", []);
    const ended = await interrupted.ended;
    expect(ended.code, ended.output).toBe(130);
    expect(ended.results[WRONG_TOKEN]?.failure).toMatchObject({
      code: "interrupted",
      remedy: "Run the command again: it goes on from where it was.",
    });

    const finished = await fleet.run("up", "--only", WRONG_TOKEN);
    expect(statesOf(finished), finished.output).toEqual({ [WRONG_TOKEN]: "changed" });
    expect(finished.results[WRONG_TOKEN]?.details.join()).not.toContain("ApplicationFromTemplate");
    const again = await fleet.run("up", "--only", WRONG_TOKEN);
    expect(statesOf(again), again.output).toEqual({ [WRONG_TOKEN]: "unchanged" });
  }, 900_000);

  it("a second command for the same customers does not begin", async () => {
    // Graph's answers are held back, so that the first command is at work until the second has looked.
    const { graph } = tenantOf(tenants, CANARY);
    await graph.request("PUT", "/emulator/faults", [{ path: "/v1.0/**", hold: true }]);
    const first = fleet.start(["plan", "--only", CANARY]);
    await expect.poll(() => first.output()).toContain('"progress":"running"');
    const second = await fleet.run("up", "--only", CANARY);
    expect(second.code).toBe(1);
    expect(second.output).toContain(`Another fleet command is at work on ${CANARY} (plan)`);
    first.kill("SIGINT");
    await graph.request("PUT", "/emulator/faults", []);
    expect((await first.ended).code).toBe(130);
  }, 900_000);
});

describe("destroy", () => {
  it("leaves every tenant as it was", async () => {
    const ended = await fleet.run("destroy");
    expect(statesOf(ended), ended.output).toEqual(all("removed"));
    expect(await everyTenant()).toEqual(before);
  }, 900_000);
});
