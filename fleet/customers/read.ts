import { readFile } from "node:fs/promises";
import path from "node:path";
import { product } from "../../infra/product/product.ts";
import { printPath } from "../../infra/stack/config/path.ts";
import { mistakesIn } from "../../infra/stack/config/problems.ts";
import { settingsOf } from "../../infra/stack/config/settings.ts";
import { FleetError } from "../error.ts";
import type { Customer } from "./customer.ts";
import { readConfig } from "./customer-config.ts";
import { isMap, mergeSettings } from "./merge.ts";
import { customersFile, mergedEntry, type Ring } from "./schema.ts";
import { SIGN_IN_SECRETS } from "./sign-in.ts";
import { type Path, type Problem, YamlFile } from "./yaml-file.ts";

/** What `customers.yaml` says. */
export interface Fleet {
  readonly name: string;
  /** Folder of the file: relative paths in it start there. */
  readonly folder: string;
  readonly secretsProvider: string | undefined;
  readonly rings: readonly Ring[];
  readonly customers: readonly Customer[];
}

/** What is shown of a file that is wrong throughout. */
const SHOWN = 50;

/**
 * Reads the file of customers.
 *
 * @throws {FleetError} when it cannot be read, and with everything that is wrong in it, by line and column.
 */
export async function readFleet(file: string): Promise<Fleet> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new FleetError(
      missing
        ? `There is no ${file}. Write one (examples/fleet/customers.yaml shows how) or name it by --customers.`
        : `${file} cannot be read: ${String(error)}`,
      { cause: error },
    );
  });
  return parseFleet(text, file);
}

/** As `readFleet`, of a text that is at hand. */
export function parseFleet(text: string, file: string): Fleet {
  const yaml = new YamlFile(text);
  const problems: Problem[] = [...yaml.problems];
  const report = (at: Path, message: string) => {
    problems.push({ ...yaml.position(at), message: `${printPath(at)} ${message}` });
  };
  const fleet = problems.length === 0 ? assemble(yaml, file, report) : undefined;
  if (problems.length > 0 || fleet === undefined) throw mistakes(file, problems);
  return { ...fleet, folder: path.dirname(path.resolve(file)) };
}

type Report = (at: Path, message: string) => void;

function assemble(yaml: YamlFile, file: string, report: Report): Omit<Fleet, "folder"> | undefined {
  const value = yaml.value();
  const parsed = customersFile.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    for (const { keys, reason } of mistakesIn(parsed.error.issues, settingsOf(customersFile)))
      report(keys, reason);
  }
  // A mistake in one entry hides none in another.
  const { defaults, customers, rings } = parsed.data ?? salvage(value);
  const names = new Set(rings.map(({ name }) => name));
  const seen = new Map<string, string>();
  const read: Customer[] = [];
  for (const [name, own] of Object.entries(customers)) {
    const where = (at: Path): Path => {
      const mine = ["customers", name, ...at];
      const shared = ["defaults", ...at];
      return yaml.depth(shared) - 1 > yaml.depth(mine) - 2 ? shared : mine;
    };
    const customer = {
      ...readCustomer(name, defaults, own, (at, message) => report(where(at), message)),
      places: {} as Record<string, string>,
    };
    for (const at of referencesOf(customer)) {
      const { line, column } = yaml.position(where(at));
      customer.places[printPath(at)] = `${file}:${line}:${column}`;
    }
    const ring = customer.ring ?? rings.at(-1)?.name ?? "";
    if (customer.ring !== undefined && !names.has(ring)) {
      report(where(["ring"]), `must be one of ${[...names].join(", ")}; there is no ring "${ring}"`);
    }
    const target = `${customer.tenant} ${applicationOf(customer.config)}`.toLowerCase();
    const other = seen.get(target);
    if (other === undefined) seen.set(target, name);
    else {
      report(
        ["customers", name],
        `has the same tenant and application as ${other}; give one of them another application.displayName or take it out`,
      );
    }
    read.push(Object.assign(customer, { ring }));
  }
  if (!parsed.success) return undefined;
  return {
    name: parsed.data.name,
    secretsProvider: parsed.data.secretsProvider,
    rings,
    customers: read,
  };
}

function readCustomer(
  name: string,
  defaults: object,
  own: Readonly<Record<string, unknown>>,
  report: Report,
) {
  const { tenant, ...settings } = own;
  const merged = mergeSettings(defaults, settings);
  const { config: given, ...rest } = isMap(merged) ? merged : { config: {} };
  const parsed = mergedEntry.safeParse(rest, { reportInput: true });
  if (!parsed.success) {
    for (const { keys, reason } of mistakesIn(parsed.error.issues, settingsOf(mergedEntry)))
      report(keys, reason);
  }
  const { config, secrets } = readConfig(given, (at, message) => report(["config", ...at], message));
  const { ring, labels = {}, signIn = {} } = parsed.data ?? {};
  return { name, tenant: String(tenant), ring, labels, signIn, config, secrets };
}

/** Paths of the references to secrets. */
function referencesOf({ secrets, signIn }: Pick<Customer, "secrets" | "signIn">): Path[] {
  const { clientSecret, certificate } = signIn;
  return [
    ...secrets.map(({ path: at }) => ["config", ...at]),
    ...(clientSecret === undefined ? [] : [SIGN_IN_SECRETS.clientSecret]),
    ...(certificate?.password === undefined ? [] : [SIGN_IN_SECRETS.certificatePassword]),
  ];
}

/** Of a file that is wrong, what can still be checked. */
function salvage(value: unknown) {
  const file = isMap(value) ? value : {};
  const customers = isMap(file["customers"]) ? file["customers"] : {};
  return {
    defaults: isMap(file["defaults"]) ? file["defaults"] : {},
    customers: Object.fromEntries(
      Object.entries(customers).flatMap(([name, own]) => (isMap(own) ? [[name, own] as const] : [])),
    ),
    rings: customersFile.shape.rings.safeParse(file["rings"]).data ?? [],
  };
}

/** What tells one application of a tenant from another. */
function applicationOf(config: Readonly<Record<string, unknown>>): string {
  const application = isMap(config["application"]) ? config["application"] : {};
  const { existing, displayName = product.applicationName } = application;
  return JSON.stringify(existing ?? displayName);
}

function mistakes(file: string, found: readonly Problem[]): FleetError {
  // A mistake in the defaults is every customer's.
  const unique = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
  const sorted = unique.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted
    .slice(0, SHOWN)
    .map(({ line, column, message }) => `  ${file}:${line}:${column}: ${message}`);
  const rest = sorted.length > SHOWN ? [`  … and ${sorted.length - SHOWN} more`] : [];
  const count = sorted.length === 1 ? "a mistake" : `${sorted.length} mistakes`;
  return new FleetError([`${file} has ${count}; nothing was changed:`, ...lines, ...rest].join("\n"));
}
