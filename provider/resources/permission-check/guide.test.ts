import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import { startPlugin } from "../../testing/plugin.ts";

const guide = await readFile(new URL("../../../docs/guide.md", import.meta.url), "utf8");

/** The permissions in a row of the guide's table; of alternatives, the first. */
function permissionsFor(purpose: string): string[] {
  const row = guide.split("\n").find((line) => line.startsWith(`| ${purpose} `));
  const [, , cell = ""] = row?.split("|") ?? [];
  const [first = ""] = cell.split(", or ");
  const named = [...first.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
  if (named.length === 0) throw new Error(`docs/guide.md has no permissions for ${purpose}`);
  return named;
}

const people = [...permissionsFor("looking groups and users up"), ...permissionsFor("assigning them")];
const assigning = ["readUsers", "readGroups", "assignUsers", "assignGroups"];

let entra: EmulatedEntra;
let permissions: string[];

beforeAll(async () => {
  entra = await EmulatedEntra.start();
  permissions = [
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "Synchronization.ReadWrite.All",
  ];
});
afterAll(() => entra[Symbol.asyncDispose]());
afterEach(() => entra.set({ permissions }));

test.each([
  {
    stack: "a new application",
    steps: ["createApplication", "manageAppRoles", "synchronization", ...assigning],
    granted: [...permissionsFor("a new application and its provisioning"), ...people],
  },
  {
    stack: "an existing application",
    steps: ["readApplication", "synchronization", ...assigning],
    granted: [...permissionsFor("an existing application and its provisioning"), ...people],
  },
  {
    stack: "an existing application with a role per profile",
    steps: ["readApplication", "manageAppRoles", "synchronization", ...assigning],
    granted: [
      ...permissionsFor("an existing application and its provisioning"),
      ...permissionsFor("a role per profile on an existing application"),
      ...people,
    ],
  },
])("exactly the guide's permissions for $stack are enough, without a warning", async ({ steps, granted }) => {
  await entra.set({ permissions: granted });
  await using plugin = await startPlugin(entra.environment);
  const { outputs } = await plugin.create("PermissionCheck", { steps });
  expect(outputs["missing"]).toEqual([]);
  expect(plugin.messages.filter(({ severity }) => severity === "warning")).toEqual([]);
});
