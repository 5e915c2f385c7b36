import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScimStub } from "../engine/testing/scim-stub.ts";
import { directory, group, user } from "../testing/directory.ts";
import { newTenant } from "../tenant/new-tenant.ts";
import { TenantStore } from "../tenant/store.ts";
import { readDirectory } from "./directory.ts";
import { targetReport } from "./target-report.ts";
import { provisionTarget } from "./target-run.ts";
import { readToken } from "./token.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const noAssignments = { groups: [], users: [] };

let folder: string;
let scim: ScimStub;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entra-emulator-test-"));
  scim = await ScimStub.start();
});

afterEach(async () => {
  await scim[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], token?: string): Promise<Ended> {
  const env = { ...process.env, ENTRA_SCIM_TOKEN: token };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

const company = (people: string): string => `tenant: Contoso
domain: contoso.example
users:
${people}groups:
  - { displayName: Team, members: [ann@contoso.example] }
`;

test("provisions a file's directory into a target, then only what changed in it", async () => {
  const file = path.join(folder, "company.yaml");
  const args = ["--target", scim.url, "--directory", file, "--state", path.join(folder, "state")];
  await writeFile(file, company("  - { userPrincipalName: ann@contoso.example, displayName: Ann }\n"));
  const first = await run(args, "t-1");
  expect(first.stderr).toBe("");
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining("Initial cycle: Succeeded")]);
  expect(scim.resources.size).toBe(2);

  await writeFile(
    file,
    company(`  - { userPrincipalName: ann@contoso.example, displayName: Ann }
  - { userPrincipalName: bob@contoso.example, displayName: Bob }
`),
  );
  scim.forget();
  const second = await run(args, "t-1");
  expect(second.stdout).toMatch(
    /Incremental cycle: Succeeded.*\n\n.*\n +users +1 +0 +0 +0 +0 +0\n +groups +0/,
  );
  expect(scim.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test.each([
  ["two directories", { people: 3, directory: "x.yaml" }, "Give one of"],
  ["half a CSV directory", { usersCsv: "u.csv" }, "--groups-csv"],
  ["a directory that is not there", { directory: "nowhere.yaml" }, "nowhere.yaml"],
])("refuses %s", async (_case, options, message) => {
  await expect(readDirectory(options)).rejects.toThrow(message);
});

test.each([
  ["a target without token", ["--target", "http://127.0.0.1:1"], "set ENTRA_SCIM_TOKEN"],
  ["a port that is none", ["--port", "99999"], "0 (any free one) to 65535"],
])("ends with one message and no stack for %s", async (_case, args, message) => {
  const { code, stderr } = await run(args, "");
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ +at /m);
});

test("assigns whom the directory assigns, and everyone when it assigns nobody", async () => {
  const people = directory(
    [user("ann", "Ann"), user("bob", "Bob"), user("eve", "Eve")],
    [group("team", "Team", ["ann"])],
  );
  const store = new TenantStore(newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", people, []));
  const target = { url: scim.url, token: "t" };
  const some = await provisionTarget(store, { groups: ["Team"], users: ["bob@contoso.com"] }, target);
  expect([some.cycle?.users.created, some.cycle?.groups.created]).toEqual([2, 1]);
  const all = await provisionTarget(store, noAssignments, target);
  expect(all.cycle?.state).toBe("Succeeded");
});

test("reports what an administrator would see of failures", async () => {
  const people = directory([user("ann", "Ann"), user("bob", "Bob")]);
  const store = new TenantStore(newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", people, []));
  scim.script = ({ body, method }) =>
    method === "POST" && body?.["displayName"] === "Bob" ? { status: 500 } : null;
  const target = { url: scim.url, token: "t" };
  const report = targetReport(await provisionTarget(store, noAssignments, target), target.url);
  expect(report).toContain("Failures: 1\n  User Bob (bob): ");
  expect(report).toMatch(/users +1 +0/);
});

test("reads the token from a file before anything else, and never shows it", async () => {
  const file = path.join(folder, "token");
  await writeFile(file, "from-file\n");
  expect(await readToken({ tokenFile: file, token: "from-argv" }, { ENTRA_SCIM_TOKEN: "from-env" })).toBe(
    "from-file",
  );
  expect(await readToken({ token: "from-argv" }, { ENTRA_SCIM_TOKEN: "from-env" })).toBe("from-argv");
  expect(await readToken({}, { ENTRA_SCIM_TOKEN: "from-env" })).toBe("from-env");
  await expect(readToken({ tokenFile: path.join(folder, "none") }, {})).rejects.toThrow("cannot be read");
  scim.script = () => ({ status: 401 });
  const { code, stderr, stdout } = await run(["--target", scim.url, "--people", "1"], "s3cret-token");
  expect(code).toBe(1);
  expect(stdout).toContain("Test connection");
  expect(stdout + stderr).not.toContain("s3cret-token");
});
