import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { configurationSchema } from "../../provider/configuration/configuration.ts";
import { ProviderError } from "../../provider/runtime/error.ts";
import { isGuid } from "../../provider/identifiers.ts";
import { Clients } from "../../provider/clients.ts";
import { AdoptError } from "./error.ts";
import { importFile } from "./import-file.ts";
import { readSetUp } from "./read-set-up.ts";
import { type AdoptedSettings, settingsFor } from "./settings.ts";
import type { SetUp } from "./set-up.ts";
import { stackFile } from "./stack-file.ts";

const USAGE = `npm run adopt -- --application NAME --stack STACK

Reads an enterprise application whose provisioning somebody set up by hand, and writes the configuration of a stack that
manages it from now on. Changes nothing in Entra.

  --application  its name, object id or client id
  --stack        the stack to write: Pulumi.STACK.yaml and import.STACK.json in the current folder

The login is the one that the stack uses: ARM_* variables, the azuread: settings of the stack's file, or az login.`;

const projectFile = z.object({ name: z.string() });
const storedConfig = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

try {
  await adopt(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AdoptError || error instanceof ProviderError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function adopt(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  if (options === undefined) return console.log(USAGE);
  const { application, stack } = options;
  const projectText = readIfThere("Pulumi.yaml");
  if (projectText === undefined)
    throw new AdoptError("There is no Pulumi.yaml here; run it in the folder of the project.");
  const project = projectFile.parse(parse(projectText)).name;
  const file = `Pulumi.${stack}.yaml`;
  const existing = readIfThere(file);
  const setUp = await read(application, existing);
  const settings = settingsFor(setUp);
  writeFileSync(file, withSettings(existing, project, file, settings));
  writeFileSync(
    `import.${stack}.json`,
    `${JSON.stringify(importFile(setUp, settings.assignments), undefined, 2)}\n`,
  );
  console.log(summary(setUp, settings, stack));
}

function readOptions(argv: readonly string[]): { application: string; stack: string } | undefined {
  const text = { type: "string" } as const;
  let values;
  try {
    const options = { application: text, stack: text, help: { type: "boolean" } } as const;
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (error) {
    throw new AdoptError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  const { application, stack, help } = values;
  if (help === true) return undefined;
  if (application === undefined || stack === undefined) throw new AdoptError(USAGE);
  if (!/^[\w.-]+$/.test(stack))
    throw new AdoptError("--stack takes the name of a stack: letters, digits, . - _");
  return { application, stack };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** By object or client id, or by name; the tenant is the stack's when it says one. */
async function read(application: string, stackText: string | undefined): Promise<SetUp> {
  const clients = new Clients(process.env);
  const { config } = storedConfig.parse(stackText === undefined ? {} : parse(stackText));
  const plain = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("azuread:") && typeof value === "string" ? [[key.slice("azuread:".length), value]] : [],
  );
  clients.configure(configurationSchema.parse(Object.fromEntries(plain)));
  const log = { info: console.error, warn: console.error, progress: () => {} };
  const { graph, http } = clients;
  const { signal } = new AbortController();
  const context = { urn: "", graph, http, signal, log, preview: true, timeout: undefined };
  if (!isGuid(application)) return readSetUp({ displayName: application }, context);
  try {
    return await readSetUp({ objectId: application }, context);
  } catch (error) {
    if (!(error instanceof AdoptError)) throw error;
    return readSetUp({ clientId: application }, context);
  }
}

function withSettings(
  existing: string | undefined,
  project: string,
  file: string,
  settings: AdoptedSettings,
): string {
  try {
    return stackFile(existing, project, settings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AdoptError(
      `${file} says something about ${error.message} already. Take it out, or choose another --stack; nothing was written.`,
    );
  }
}

function summary(
  { application, job }: SetUp,
  { assignments, remarks }: AdoptedSettings,
  stack: string,
): string {
  const { groups, users } = assignments;
  const steps = [
    `pulumi stack select --create ${stack}`,
    "pulumi config set --secret --path endpoint.token",
    `pulumi import --file import.${stack}.json --protect=false --generate-code=false`,
    "pulumi preview",
  ];
  return [
    `"${application.displayName}": job ${job.id} (${job.status}), ${count(groups, "group")} and ${count(users, "user")} assigned.`,
    `Wrote Pulumi.${stack}.yaml and import.${stack}.json. Next:`,
    "",
    ...steps.map((step) => `  ${step}`),
    "",
    "The first `pulumi up` then writes the secrets that Entra does not show, as they are, and changes nothing else.",
    ...(remarks.length === 0
      ? []
      : ["", "Outside of the stack:", ...remarks.map((remark) => `  - ${remark}`)]),
  ].join("\n");
}

function count(list: readonly unknown[], what: string): string {
  return `${list.length} ${what}${list.length === 1 ? "" : "s"}`;
}
