import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

const at = (/** @type {string} */ file) => path.join(root, file);

const DATABASE_URL = {
  DATABASE_URL: "a PostgreSQL database to use instead of the embedded server",
};
const XDG_CACHE_HOME = {
  XDG_CACHE_HOME: "where programs that were built are kept (default ~/.cache), in entra-scim-kit/",
};
const ARM = {
  "ARM_*": "the login to Microsoft Entra, as the azuread provider reads it (ARM_TENANT_ID, ARM_CLIENT_ID, …)",
};

/**
 * What the npm scripts of package.json run.
 *
 * @typedef {object} Command
 * @property {readonly string[]} node arguments of the pinned Node
 * @property {string} help one line
 * @property {boolean} [ownHelp] whether the program itself shows its options on `--help`
 * @property {string} [usage] the arguments, of a program without a help of its own
 * @property {Readonly<Record<string, string>>} [variables] of the environment
 * @property {Readonly<Record<string, string>>} [files] that it reads or writes, relative to the checkout
 */

/** @type {Readonly<Record<string, Command>>} */
export const commands = {
  start: {
    node: [at("local/run/main.ts")],
    help: "the whole integration on this machine: deploy, provision, check, summarise",
    ownHelp: true,
    variables: {
      ...DATABASE_URL,
      ...XDG_CACHE_HOME,
      PULUMI_HOME: "with --plugins real: where the engine keeps plug-ins (default ~/.pulumi)",
    },
    files: {
      "local/directory.yaml": "the sample company",
      ".local/": "everything that is kept: PostgreSQL, ports, and a folder for each directory's stack",
    },
  },
  pulumi: {
    node: [at("local/run/pulumi-command.ts")],
    help: "the Pulumi engine by hand on the stack of npm start: npm run pulumi -- preview",
    ownHelp: true,
    variables: { ...DATABASE_URL, ...XDG_CACHE_HOME },
    files: {
      ".local/stacks/*/project/": "the stack's Pulumi.yaml and configuration",
      ".local/stacks/*/backend/": "its state",
    },
  },
  test: {
    node: [at("local/test/main.ts")],
    help: "lint, format, types and tests; arguments go to vitest: npm test -- local",
    ownHelp: true,
    variables: { KIT_POSTGRES: "15 takes the oldest PostgreSQL that the service runs on", ...XDG_CACHE_HOME },
  },
  "test:cluster": {
    node: [at("node_modules/vitest/vitest.mjs"), "run", "--project=cluster"],
    help: "the chart and the self-hosted stack on a real Kubernetes control plane",
    usage: "[VITEST ARGUMENTS]",
    variables: {
      KIT_PLUGINS: "real takes the real kubernetes plug-in instead of the stand-in",
      ...XDG_CACHE_HOME,
    },
  },
  "test:tools": {
    node: [at("node_modules/vitest/vitest.mjs"), "run", "--project=tools"],
    help: "workflows under actionlint, alerts and dashboard under promtool; Go builds both",
  },
  "test:package": {
    node: [at("node_modules/vitest/vitest.mjs"), "run", "--project=package"],
    help: "the provider and the components as packages, and programs in YAML and TypeScript that use them; needs Go",
    usage: "[VITEST ARGUMENTS]",
    variables: XDG_CACHE_HOME,
  },
  pack: {
    node: [at("components/pack/pack.ts")],
    help: "the npm package @entra-scim-kit/pulumi as a tarball",
    usage: "[FOLDER]",
    files: { "entra-scim-kit-pulumi-*.tgz": "the package, in FOLDER (default: the checkout)" },
  },
  reference: {
    node: [at("local/reference/write.ts")],
    help: "writes docs/reference anew from the package schemas of provider and components",
    files: { "docs/reference/": "a page for each component, resource and function" },
  },
  "test:conformance": {
    node: [at("test/conformance/main.ts")],
    help: "the SCIM service under scim2-cli and scim-sanity, which need Python 3",
    ownHelp: true,
    variables: DATABASE_URL,
  },
  bench: {
    node: [at("test/bench/main.ts")],
    help: "what the SCIM service, the emulator, a fleet and an up take: time, processor time, memory",
    ownHelp: true,
    variables: DATABASE_URL,
  },
  service: {
    node: [at("scim-service/src/main.ts")],
    help: "the SCIM service alone: serve (default) or migrate",
    usage: "[serve | migrate]",
    variables: {
      DATABASE_URL: "the PostgreSQL database; needed",
      HOST: "address to listen on (default 0.0.0.0)",
      PORT: "port to listen on (default 8080; 0 takes a free one)",
      PUBLIC_URL: "where clients see the service",
      BASE_PATH: "path of the SCIM endpoints (default /scim/v2)",
      SCHEMAS_DIR: "folder of the product's schema documents (default schemas/)",
      ADMIN_KEY: "key of the admin API; without it there is none",
      BOOTSTRAP_TOKEN: "a token of the tenant default",
      "DATABASE_URL_FILE, ADMIN_KEY_FILE, BOOTSTRAP_TOKEN_FILE": "files that hold these three instead",
      DATABASE_POOL_SIZE: "connections at most (default 10)",
      TENANT_RATE_LIMIT: "requests a second of one tenant (default 5000)",
      TENANT_CONCURRENCY: "requests of one tenant at the same time (default 500)",
      "OTEL_*":
        "OpenTelemetry's standard variables; spans are exported when OTEL_EXPORTER_OTLP_ENDPOINT is set",
      LOG_LEVEL: "fatal, error, warn, info (default), debug or silent",
      "AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_FEDERATED_TOKEN_FILE":
        "the workload identity that signs in to a database without a password",
    },
    files: { "schemas/": "SCIM schema documents of the product's own attributes" },
  },
  emulator: {
    node: [at("entra-emulator/src/main.ts")],
    help: "the Entra emulator alone",
    ownHelp: true,
    variables: { ENTRA_SCIM_TOKEN: "the bearer token of --target" },
  },
  adopt: {
    node: [at("infra/adopt/main.ts")],
    help: "the configuration of a stack that takes over what somebody set up by hand",
    ownHelp: true,
    variables: ARM,
  },
  chart: {
    node: [at("charts/generate.ts")],
    help: "writes the chart's values.schema.json and the table in its README from values.yaml",
    usage: "",
    files: {
      "charts/scim-service/values.yaml": "the values, with their documentation",
      "charts/scim-service/values.schema.json, README.md": "what is written",
    },
  },
  fleet: {
    node: [at("fleet/main.ts")],
    help: "many customers: plan, up, destroy, status, drift, rotate, import, work",
  },
};

/** The list of commands, for a person. */
export function overview() {
  const lines = table(Object.entries(commands).map(([name, { help }]) => [name, help]));
  return ["Commands (npm run COMMAND -- ARGS; each has --help):", ...lines].join("\n");
}

/**
 * What a command does, its arguments, variables and files; without the first two where the program shows them itself.
 *
 * @param {string} name
 * @param {Command} command
 */
export function commandHelp(name, { help, ownHelp, usage, variables = {}, files = {} }) {
  const call = `npm run ${name}${usage ? ` -- ${usage}` : ""}`;
  return [
    ...(ownHelp ? [] : [call, "", `${help[0]?.toUpperCase()}${help.slice(1)}.`]),
    ...section("Variables", variables),
    ...section("Files", files),
  ].join("\n");
}

/** @param {string} title @param {Readonly<Record<string, string>>} entries */
function section(title, entries) {
  const lines = table(Object.entries(entries));
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines];
}

/** @param {readonly (readonly [string, string])[]} rows */
function table(rows) {
  const width = Math.max(...rows.map(([name]) => name.length).filter((length) => length <= WIDEST));
  return rows.flatMap(([name, text]) =>
    name.length <= WIDEST
      ? [`  ${name.padEnd(width)}  ${text}`]
      : [`  ${name}`, `  ${"".padEnd(Math.max(width, 0))}  ${text}`],
  );
}

/** A longer name has its text on the next line. */
const WIDEST = 24;
