import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { holderOf } from "../local/bootstrap/lock.mjs";
import { tracesOf } from "../local/run/compare-tenant.ts";
import { localFolder } from "../local/run/folders.ts";
import { runByHand } from "../local/run/by-hand.ts";
import { type RunOptions, sampleDirectory } from "../local/run/options.ts";
import { ProcessRecord } from "../local/run/processes.ts";
import { becomeTheRun, openSession, type Session, stackOf, type Surroundings } from "../local/run/session.ts";
import { start } from "../local/run/start.ts";
import { readWholeTenant } from "../local/run/tenant.ts";
import { undoneInReverse } from "../local/run/undone.ts";
import type { Terminal } from "../local/terminal.ts";
import { createDatabase, type OwnDatabase } from "./support/database.ts";

/*
 * The main job as a whole, with the real engine, the real service and the emulated Entra. The tests are one story: each
 * goes on where the one before it ended.
 */

const logged: string[] = [];
const quiet: Terminal = {
  step: () => ({ note: () => {}, log: (text) => logged.push(text), done: () => {}, failed: () => {} }),
  line: () => {},
};
const never = new AbortController().signal;
const unheard = () => {};

let folder: string;
let database: OwnDatabase;
let options: RunOptions;
let session: Session;
let ended: AsyncDisposableStack;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "main-job-"));
  database = await createDatabase(inject("postgresUrl"), "main_job");
  process.env["DATABASE_URL"] = database.url;
  options = {
    directory: { kind: "yaml", file: sampleDirectory },
    plugins: "stand-in",
    day: true,
    keep: false,
    destroy: false,
    json: path.join(folder, "report.json"),
    report: path.join(folder, "report.html"),
  };
});

afterAll(async () => {
  await ended.disposeAsync();
  delete process.env["DATABASE_URL"];
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

it("brings the sample company into the service, through a day, and finds it there as the directory says", async () => {
  await using cleanup = new AsyncDisposableStack();
  expect(await start(options, await surroundings(cleanup))).toBe(true);
  const report = await readReport();
  expect(report.check).toMatchObject({ passed: true, differences: [] });
  const warnings = logged
    .map((line) => stripVTControlCharacters(line))
    .filter((line) => line.startsWith("! "));
  expect(warnings, "what the stack warns of").toEqual([expect.stringContaining("Remote Experts – Nights")]);
  expect(report.up.resources.length).toBeGreaterThan(10);
  expect(new Set(report.up.resources.map(({ op }) => op))).toEqual(new Set(["create"]));
  const page = await readFile(path.join(folder, "report.html"), "utf8");
  expect(page).toContain("The check passed: ");
  expect(page).toContain(
    'ProvisioningStart <span class="name">sightcall-provisioning-start</span></td><td class="word">create</td>',
  );
  expect(report.check.users).toBeGreaterThan(30);
  expect(report.check.memberships).toBeGreaterThan(30);
  expect(report.cycles.map((cycle) => cycle.kind)).toEqual(["initial", "incremental"]);
  expect(report.day.map((event) => event.what)).toEqual([
    "joins",
    "is renamed",
    "leaves a group",
    "is disabled",
    "gets another manager",
    "a group is renamed",
  ]);
});

it("previews by hand with services that it starts and ends", async () => {
  const local = await localFolder(path.join(folder, ".local"));
  const call = { args: ["preview"], local, terminal: quiet, stdio: "ignore" } as const;
  expect(await runByHand(call)).toBe(0);
  expect(await holderOf(local.lock)).toBeNull();
});

it("finds the stack as it is the second time, and writes nothing to Entra", async () => {
  ended = new AsyncDisposableStack();
  session = await openSession(options, await surroundings(ended));
  const { result: up, requests } = await recorded(() => session.stack.up(unheard, never));
  expect(Object.keys(up.changes)).toEqual(["same"]);
  expect(requests.filter(writes)).toEqual([]);
});

it("is the selected stack wherever the engine keeps what was selected", async () => {
  const local = await localFolder(path.join(folder, ".local"));
  const elsewhere = { ...local, pulumiHome: path.join(folder, "another-home") };
  const stack = stackOf({ ...session, plugins: "stand-in", local: elsewhere, providers: {} });
  expect(await stack.call(["stack", "--show-name"])).toBe("local\n");
});

it("is taken down in the reverse order and leaves no trace in the tenant", async () => {
  const before = await readWholeTenant(session.graph);
  const { result: update, requests } = await recorded(() => session.stack.destroy(unheard, never));
  expect(undoneInReverse(update.steps).inReverse).toBe(true);
  expect(inOrder(requests)).toEqual([
    "pause",
    "unassign",
    "schema",
    "secrets",
    "delete job",
    "delete service principal",
    "delete application",
  ]);
  const first: unknown = JSON.parse(await readFile(session.folder.before, "utf8"));
  expect(tracesOf(first, before, await readWholeTenant(session.graph))).toEqual([]);
});

describe("an endpoint that Entra cannot use", () => {
  it("with the wrong token ends the deployment at the connection test, with the reason, before anything starts", async () => {
    await setSecret("endpoint.token", "not-the-token-of-this-service");
    const { error, requests } = await recordedFailure(() => session.stack.up(unheard, never));
    expect(error).toMatch(/sightcall-provisioning-connection-test: .*(401|token)/is);
    expect(inOrder(requests)).toEqual([
      "instantiate",
      "configure service principal",
      "create job",
      "test connection",
    ]);
  });

  it("with the wrong URL ends it there too", async () => {
    await session.stack.call(["config", "set", "--path", "endpoint.url", "http://127.0.0.1:9/scim/v2"]);
    const { error, requests } = await recordedFailure(() => session.stack.up(unheard, never));
    expect(error).toContain("sightcall-provisioning-connection-test");
    expect(error).toContain("http://127.0.0.1:9/scim/v2");
    expect(inOrder(requests)).toEqual(["test connection"]);
  });

  it("is set right by another up, which goes on where the failed one stopped", async () => {
    await setSecret("endpoint.token", session.service.token);
    await session.stack.call(["config", "set", "--path", "endpoint.url", session.service.url]);
    const { requests } = await recorded(() => session.stack.up(unheard, never));
    expect(inOrder(requests)).toEqual(["test connection", "secrets", "schema", "assign", "start"]);
  });
});

async function surroundings(cleanup: AsyncDisposableStack): Promise<Surroundings> {
  const local = await localFolder(path.join(folder, ".local"));
  const all = {
    terminal: quiet,
    signal: never,
    cleanup,
    processes: new ProcessRecord(local.processes),
    local,
  };
  await becomeTheRun(all);
  return all;
}

async function setSecret(key: string, value: string): Promise<void> {
  await session.stack.call(["config", "set", "--path", "--secret", key], value);
}

async function readReport() {
  const report = z.object({
    up: z.object({
      changes: z.record(z.string(), z.number()),
      resources: z.array(z.object({ op: z.string() })),
    }),
    check: z.object({
      passed: z.boolean(),
      users: z.number(),
      memberships: z.number(),
      differences: z.array(z.string()),
    }),
    cycles: z.array(z.object({ kind: z.string() })),
    day: z.array(z.object({ what: z.string() })),
  });
  return report.parse(JSON.parse(await readFile(path.join(folder, "report.json"), "utf8")));
}

const requestLog = z.object({
  requests: z.array(z.object({ seq: z.number(), method: z.string(), url: z.string() })),
});
type GraphRequest = z.infer<typeof requestLog>["requests"][number];

/** What was asked of Graph while something ran. */
async function recorded<T>(run: () => Promise<T>): Promise<{ result: T; requests: GraphRequest[] }> {
  const before = (await requestsAfter(0)).at(-1)?.seq ?? 0;
  const result = await run();
  return { result, requests: await requestsAfter(before) };
}

async function recordedFailure(
  run: () => Promise<unknown>,
): Promise<{ error: string; requests: GraphRequest[] }> {
  const { result: error, requests } = await recorded(() =>
    run().then(
      () => "nothing went wrong",
      (thrown: unknown) => String(thrown),
    ),
  );
  return { error, requests };
}

async function requestsAfter(seq: number): Promise<GraphRequest[]> {
  return requestLog.parse(await session.graph.request("GET", `/emulator/requests?after=${seq}`)).requests;
}

/** Requests that change something or act; logging in, looking up in batches and parsing an expression do not. */
function writes({ method, url }: GraphRequest): boolean {
  return method !== "GET" && !/\/oauth2\/|\/\$batch$|\/parseExpression$/.test(url);
}

const STEPS: readonly (readonly [RegExp, string])[] = [
  [/^POST .*\/instantiate$/, "instantiate"],
  [/^PATCH .*\/servicePrincipals\/[^/]+$/, "configure service principal"],
  [/^DELETE .*\/servicePrincipals\/[^/]+$/, "delete service principal"],
  [/^DELETE .*\/applications\/[^/]+$/, "delete application"],
  [/^POST .*\/jobs$/, "create job"],
  [/^DELETE .*\/jobs\/[^/]+$/, "delete job"],
  [/^PUT .*\/secrets$/, "secrets"],
  [/^POST .*\/validateCredentials$/, "test connection"],
  [/^PUT .*\/schema$/, "schema"],
  [/^POST .*\/appRoleAssignedTo$/, "assign"],
  [/^DELETE .*\/appRoleAssignedTo\/[^/]+$/, "unassign"],
  [/^POST .*\/start$/, "start"],
  [/^POST .*\/pause$/, "pause"],
];

/** The steps of the guide that the requests are, in their order; repetitions in a row count once. */
function inOrder(requests: readonly GraphRequest[]): string[] {
  const names = requests.filter(writes).map(({ method, url }) => {
    const line = `${method} ${url}`;
    return STEPS.find(([pattern]) => pattern.test(line))?.[1] ?? line;
  });
  return names.filter((name, index) => name !== names[index - 1]);
}
