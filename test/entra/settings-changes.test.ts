import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { Contoso, inDirectory, type Settings, type TestStack } from "./contoso.ts";
import { likeness } from "./likeness.ts";
import { settingsWalk } from "./settings-walk.ts";

const [first = {}, ...others] = settingsWalk(20_261_127);

let contoso: Contoso;
let stack: TestStack;

beforeAll(async () => {
  contoso = await Contoso.open();
  stack = await contoso.stack("changing", first);
  await stack.up();
});
afterAll(() => contoso[Symbol.asyncDispose]());

describe("a stack whose settings change", () => {
  it.each(others.map((settings, index) => ({ change: index + 1, settings })))(
    "is after change $change what a new stack is",
    async ({ settings }) => {
      await stack.configure(settings);
      await stack.up();
      expect(await made(contoso)).toEqual(await freshly(settings));
      expect(await stack.up()).toEqual({ same: expect.any(Number) });
    },
  );
});

/** What a new stack with these settings makes. */
async function freshly(settings: Settings): Promise<unknown> {
  await using other = await Contoso.open();
  await (await other.stack("changing", { ...settings, endpoint: { url: contoso.endpoint.url } })).up();
  return made(other);
}

const job = z.looseObject({
  templateId: z.string(),
  schedule: z.object({ state: z.string() }),
  schema: z.looseObject({ version: z.unknown() }),
});

/** Without its name: Entra takes over the registration's new name, the emulator does not. */
const principal = z.looseObject({}).transform(({ displayName: _displayName, ...others }) => others);

/** What is in a tenant, but for how far a job has come. */
async function made({ graph, emulator }: Contoso): Promise<unknown> {
  const {
    jobs,
    secrets: _masked,
    ...rest
  } = z
    .looseObject({ jobs: z.array(job), servicePrincipals: z.array(principal) })
    .parse(await readWholeTenant(graph));
  const set = jobs.map(({ templateId, schedule, schema: { version: _version, ...schema } }) => ({
    templateId,
    running: schedule.state === "Active",
    schema,
  }));
  const secrets = [...emulator.store.tenant.secrets.values()].map((each) => Object.fromEntries(each));
  return likeness({ ...rest, jobs: set, secrets }, inDirectory);
}
