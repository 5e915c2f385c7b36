import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

const at = (/** @type {string} */ file) => path.join(root, file);

/**
 * What the npm scripts of package.json run: arguments of the pinned Node, and one line of help.
 *
 * @type {Readonly<Record<string, { readonly node: readonly string[], readonly help: string }>>}
 */
export const commands = {
  start: {
    node: [at("local/run/main.ts")],
    help: "the whole integration on this machine: deploy, provision, check, summarise",
  },
  pulumi: {
    node: [at("local/run/pulumi-command.ts")],
    help: "the Pulumi engine by hand on the stack of npm start: npm run pulumi -- preview",
  },
  test: {
    node: [at("local/test/main.ts")],
    help: "lint, format, types and tests; arguments go to vitest: npm test -- local",
  },
  "test:cluster": {
    node: [at("node_modules/vitest/vitest.mjs"), "run", "--project=cluster"],
    help: "the chart and the self-hosted stack on a real Kubernetes control plane",
  },
  "test:conformance": {
    node: [at("test/conformance/main.ts")],
    help: "the SCIM service under scim2-cli and scim-sanity, which need Python 3",
  },
  bench: {
    node: [at("test/bench/main.ts")],
    help: "the SCIM service and the emulator against their ceilings",
  },
  service: {
    node: [at("scim-service/src/main.ts")],
    help: "the SCIM service alone: serve (default) or migrate",
  },
  emulator: { node: [at("entra-emulator/src/main.ts")], help: "the Entra emulator alone" },
  adopt: {
    node: [at("infra/adopt/main.ts")],
    help: "the configuration of a stack that takes over what somebody set up by hand",
  },
};

/** The list of commands, for a person. */
export function overview() {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { help }]) => `  ${name.padEnd(width)}  ${help}`);
  return ["Commands (npm run COMMAND -- ARGS; each has --help):", ...lines].join("\n");
}
