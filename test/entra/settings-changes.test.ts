import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { provisionWhile } from "../support/provision-while.ts";
import { issueToken, type ServiceProcess, startScimService } from "../support/scim-service.ts";
import { Contoso, inDirectory, type TestStack } from "./contoso.ts";
import { likeness } from "./likeness.ts";
import { EXISTING, settingsWalk, type Step } from "./settings-walk.ts";

/** Of the seeds up to 100,000, the one whose walk is shortest. */
const SHORT_WALK = 29;

const [first, ...others] = settingsWalk(SHORT_WALK);
if (first === undefined) throw new Error("the walk has a beginning");

let contoso: Contoso;
let database: OwnDatabase;
let service: ServiceProcess;
let tokens: readonly string[];
let stack: TestStack;

beforeAll(async () => {
  database = await createDatabase(inject("postgresUrl"), "settings_changes");
  service = await startScimService({ databaseUrl: database.url });
  tokens = [await newToken(), await newToken()];
  contoso = await openTenant();
  stack = await contoso.stackOf("changing", configOf(first));
  await up(contoso, stack, first);
});
afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await service.end("SIGTERM");
  await database.drop();
});

describe("a stack whose settings change", () => {
  it.each(others.map((step, index) => ({ change: index + 1, step })))(
    "is after change $change what a new stack is",
    async ({ step }) => {
      const { values, secrets } = configOf(step);
      await stack.stack.configure({ values, secrets: {} });
      const args = ["config", "set", "--path", "--secret", "endpoint.token", "--stack", "local"];
      await stack.stack.call(args, secrets["endpoint.token"]);
      await up(contoso, stack, step);
      expect(await made(contoso, step)).toEqual(await freshly(step));
      expect(await stack.up()).toEqual({ same: expect.any(Number) });
    },
  );
});

async function newToken(): Promise<string> {
  return (await issueToken(service, "contoso")).token;
}

/** A tenant with the application that is there for single sign-on. */
async function openTenant(): Promise<Contoso> {
  const tenant = await Contoso.open();
  await tenant.application(EXISTING);
  return tenant;
}

function configOf({ endpoint, settings }: Step) {
  const urls = [service.scimUrl, service.scimUrl.replace("127.0.0.1", "localhost")];
  return {
    values: { endpoint: { url: urls[endpoint.url] }, ...settings },
    secrets: { "endpoint.token": tokens[endpoint.token] ?? "" },
  };
}

/** Entra provisions meanwhile where the stack waits for it. */
async function up({ graph }: Contoso, which: TestStack, { settings }: Step): Promise<void> {
  const { waitForFirstCycle } = provisioning.parse(settings["provisioning"]);
  let working = waitForFirstCycle;
  const cycles = provisionWhile(graph, () => working);
  await which.up().finally(() => (working = false));
  await cycles;
}

const provisioning = z.looseObject({ waitForFirstCycle: z.boolean().default(false) });

/** What a new stack with these settings makes. */
async function freshly(step: Step): Promise<unknown> {
  await using other = await openTenant();
  await up(other, await other.stackOf("changing", configOf(step)), step);
  return made(other, step);
}

const job = z.looseObject({
  templateId: z.string(),
  schedule: z.object({ state: z.string() }),
  schema: z.looseObject({ version: z.unknown() }),
});

/** Without its name: Entra takes over the registration's new name, the emulator does not. */
const principal = z.looseObject({}).transform(({ displayName: _displayName, ...others }) => others);

/** Owners stay as they are when the setting is left out. */
const withoutOwners = z.looseObject({}).transform(({ owners: _owners, ...others }) => others);

/** What is in a tenant, but for how far a job has come. */
async function made({ graph, emulator }: Contoso, { settings }: Step): Promise<unknown> {
  const managed = z.looseObject({ owners: z.array(z.string()).optional() });
  const hasOwners = managed.parse(settings["application"] ?? {}).owners !== undefined;
  const owned = hasOwners ? z.looseObject({}) : withoutOwners;
  const {
    jobs,
    secrets: _masked,
    ...rest
  } = z
    .looseObject({
      jobs: z.array(job),
      applications: z.array(owned),
      servicePrincipals: z.array(principal.pipe(owned)),
    })
    .parse(await readWholeTenant(graph));
  const set = jobs.map(({ templateId, schedule, schema: { version: _version, ...schema } }) => ({
    templateId,
    running: schedule.state === "Active",
    schema,
  }));
  const secrets = [...emulator.store.tenant.secrets.values()].map((each) => Object.fromEntries(each));
  return likeness({ ...rest, jobs: set, secrets }, inDirectory);
}
