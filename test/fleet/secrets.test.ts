import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { type Azure, startAzure } from "./azure.ts";
import { type Ended, entryOf, filesIn, TestFleet } from "./fleet-process.ts";
import { openTenants, type Tenants } from "./tenants.ts";

const VAULT = "https://fleet.vault.azure.net/secrets";
const OLD = "0123456789abcdef0123456789abcdef";
const NEW = "fedcba9876543210fedcba9876543210";
const NOT_READ = "a-value-that-nobody-may-read";

/** Customers whose secret cannot be had: by name, what they refer to, and what they are told. */
const WITHOUT_SECRET = {
  fabrikam: [
    { fromKeyVault: `${VAULT}/nowhere` },
    /the secret https:\S+\/nowhere is not there; make it, or correct the name or the version \(A secret with/,
  ],
  woodgrove: [
    { fromKeyVault: `${VAULT}/forbidden` },
    /\/forbidden may not be read by who is signed in; .* the role Key Vault Secrets User .*\(Caller is not authorized/,
  ],
  tailspin: [
    { fromKeyVault: "https://elsewhere.vault.azure.net/secrets/token" },
    /the vault elsewhere\.vault\.azure\.net is not reachable; check its name, the network and the vault's firewall/,
  ],
  litware: [{ fromEnvironment: "NOT_SET" }, /the environment variable NOT_SET is not set; set it for/],
  northwind: [{ fromFile: "secrets/none" }, /the file \S+secrets\/none is not there; put the secret into it/],
} as const;

let tenants: Tenants;
let jobs: OwnDatabase;
let azure: Azure;
let fleet: TestFleet;
let ended: Ended;
let file: string;
const commandLines = new Set<string>();

beforeAll(async () => {
  tenants = await openTenants(inject("postgresUrl"), ["contoso"]);
  jobs = await createDatabase(inject("postgresUrl"), "fleet_secrets");
  const { emulator, token } = contoso();
  azure = await startAzure(emulator, path.join(tenants.folder, "emulators", "contoso"), {
    deployer: { versions: { [OLD]: emulator.clientSecret, [NEW]: NOT_READ } },
    token: { versions: { [OLD]: "an-old-token", [NEW]: token.token }, throttled: 1 },
    forbidden: { versions: { [NEW]: NOT_READ }, allowed: false },
  });
  fleet = new TestFleet(tenants, jobs.url);
  Object.assign(fleet.environment, azure.environment);
  await fleet.open();
  const { clientId, origin } = emulator;
  const signIn = {
    clientId,
    metadataHost: new URL(origin).host,
    clientSecret: { fromKeyVault: `${VAULT}/deployer/${OLD}` },
  };
  const settings = (token: object) => ({
    signIn,
    config: { endpoint: { token }, assignments: { groups: ["SightCall Users"] } },
  });
  await fleet.write([
    entryOf(contoso(), settings({ fromKeyVault: `${VAULT}/token` })),
    ...Object.entries(WITHOUT_SECRET).map(([name, [reference]]) => ({
      [name]: { tenant: randomUUID(), ...settings(reference) },
    })),
    { proseware: { tenant: randomUUID(), ...settings({ fromEsc: "scim/proseware" }) } },
  ]);
  file = path.join(fleet.folder, "customers.yaml");

  const command = fleet.start(["up", "--report", path.join(fleet.folder, "report")]);
  const over = new AbortController();
  const watching = watchProcesses(over.signal);
  ended = await command.ended;
  over.abort();
  await watching;
}, 300_000);
afterAll(async () => {
  await azure[Symbol.asyncDispose]();
  await tenants[Symbol.asyncDispose]();
  await jobs.drop();
});

function contoso() {
  const found = tenants.all.get("contoso");
  if (found === undefined) throw new TypeError("there is no contoso");
  return found;
}

/** Collects the command lines of all processes until the signal. */
async function watchProcesses(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "args="]);
    for (const line of stdout.split("\n")) commandLines.add(line);
  }
}

describe("secrets by reference", () => {
  it("come from Key Vault: sign-in and token, a version or the newest, after the pause that the vault asks for", () => {
    expect(ended.results["contoso"]?.state, ended.output).toBe("changed");
    const { answers } = azure.vault;
    expect(answers).toContain(`401 /secrets/deployer/${OLD}`);
    expect(answers).toContain(`200 /secrets/deployer/${OLD}`);
    const ofToken = answers.filter((each) => /\/secrets\/token/.test(each)).map((each) => each.slice(0, 3));
    expect(ofToken.slice(0, 3)).toEqual(["401", "429", "200"]);
  });

  it.each(Object.entries(WITHOUT_SECRET))(
    "of %s say in one sentence where, why and what to do",
    async (name, [, why]) => {
      const { failure } = ended.results[name] ?? {};
      expect(failure?.code, ended.output).toBe("secret");
      const place = await placeOf(name);
      expect(failure?.message).toMatch(why);
      expect(failure?.message.startsWith(`${place}: config.endpoint.token of ${name}: the `)).toBe(true);
      expect(failure?.message.split("\n")).toHaveLength(1);
    },
  );

  it("of Pulumi ESC need Pulumi Cloud as the backend, and say so", async () => {
    const { failure } = ended.results["proseware"] ?? {};
    expect(failure?.code, ended.output).toBe("environment");
    const place = await placeOf("proseware");
    expect(failure?.message).toMatch(
      /scim\/proseware cannot be opened by the engine \(.*does not support environments/,
    );
    expect(failure?.message.startsWith(`${place}: config.endpoint.token of proseware: `)).toBe(true);
    expect(failure?.message.split("\n")).toHaveLength(1);
    expect(failure?.remedy).toContain(
      "Pulumi Cloud as the backend (pulumi login); with another backend, use",
    );
  });
});

it("a secret is in no log, message, report, command line, job or state", async () => {
  const secrets = [contoso().token.token, contoso().emulator.clientSecret, NOT_READ];
  const leaks = (where: string, text: string) =>
    secrets.some((secret) => text.includes(secret)) ? [where] : [];
  const client = new Client({ connectionString: jobs.url });
  await client.connect();
  const { rows } = await client.query<{ text: string }>("select job::text as text from fleet.job");
  await client.end();
  const files = [...(await filesIn(fleet.folder)), ...(await filesIn(fleet.backend))].filter(
    (each) => !each.startsWith(path.join(fleet.folder, "secrets")),
  );
  const texts = await Promise.all(files.map(async (each) => leaks(each, await readFile(each, "latin1"))));
  expect(rows.length).toBeGreaterThan(6);
  expect(files.length).toBeGreaterThan(10);
  expect([...commandLines].some((line) => line.includes(" up --skip-preview"))).toBe(true);
  expect([
    ...leaks("output", ended.output),
    ...rows.flatMap(({ text }) => leaks("job", text)),
    ...[...commandLines].flatMap((line) => leaks("command line", line)),
    ...texts.flat(),
  ]).toEqual([]);
});

/** Where a customer's token is referred to, by the text of the file. */
async function placeOf(name: string): Promise<string> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const entry = lines.findIndex((line) => line.trim() === `${name}:`);
  const line = lines.findIndex((each, index) => index > entry && each.trim() === "token:");
  return `${file}:${line + 1}:${(lines[line]?.indexOf("token") ?? 0) + 1}`;
}
