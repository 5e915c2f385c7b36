import type { Settings } from "./contoso.ts";
import { ANN, BEN } from "./contoso.ts";

/** The application that is there for single sign-on. */
export const EXISTING = "SightCall SSO";

/** Where a stack provisions to, of two addresses and two tokens that work. */
export interface EndpointChoice {
  readonly url: 0 | 1;
  readonly token: 0 | 1;
}

/** One configuration of the walk. */
export interface Step {
  readonly endpoint: EndpointChoice;
  readonly settings: Settings;
}

/** Values of each setting that a stack can change, by the setting's path. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  "endpoint.url": [0, 1],
  "endpoint.token": [0, 1],
  "application.existing": [undefined, { displayName: EXISTING }],
  "application.displayName": [undefined, "SightCall (EMEA)"],
  "application.hidden": [undefined, false],
  "application.assignmentRequired": [undefined, false],
  "application.notes": [undefined, "Owned by Workplace IT"],
  "application.owners": [undefined, [ANN], [BEN, ANN]],
  "assignments.groups": [["SightCall Users"], ["Support"], ["Support", "SightCall Users"]],
  "assignments.users": [[], ["cleo@contoso.com"]],
  profile: [undefined, "recording", "byAssignment"],
  "provisioning.start": [undefined, false],
  "provisioning.scope": [undefined, "all"],
  "provisioning.scimDialect": [undefined, "aadOptscim062020"],
  "provisioning.deletionThreshold": [undefined, 0],
  "provisioning.notificationEmail": [undefined, "it@contoso.com"],
  "provisioning.skipOutOfScopeDeletions": [undefined, true],
  "provisioning.mappings": [
    [],
    [{ targetAttributeName: "externalId", attribute: "objectId" }],
    [{ targetAttributeName: "title", constant: "Agent" }],
  ],
  "provisioning.disabledMappings": [[], [{ targetAttributeName: "preferredLanguage" }]],
  "provisioning.scopingFilters": [
    [],
    [
      {
        groups: [
          { name: "Agents", clauses: [{ attribute: "department", operator: "EQUALS", values: ["Support"] }] },
        ],
      },
    ],
  ],
  "provisioning.waitForFirstCycle": [undefined, true],
  "provisioning.restart": [undefined, "once"],
};

/** Which of its values each setting has. */
type Choice = Readonly<Record<string, number>>;

/**
 * Configurations in an order in which every setting changes from each of its values to each other one. Several settings
 * change at every step, in combinations that the seed decides.
 */
export function settingsWalk(seed: number): Step[] {
  const random = generator(seed);
  const open = new Set(Object.entries(VALUES).flatMap(([key, values]) => changesOf(key, values.length)));
  const walk: Choice[] = [Object.fromEntries(Object.keys(VALUES).map((key) => [key, 0]))];
  while (open.size > 0) {
    const from = walk.at(-1) ?? {};
    const to = Object.fromEntries(
      Object.entries(VALUES).map(([key, values]) => {
        const others = values.map((_, index) => index).filter((index) => index !== from[key]);
        const wanted = others.filter((index) => open.has(change(key, from[key], index)));
        const choices = wanted.length > 0 ? wanted : [...others, from[key] ?? 0];
        return [key, choices[Math.floor(random() * choices.length)] ?? 0];
      }),
    );
    const next = allowed(to);
    for (const key of Object.keys(VALUES)) {
      // An application that comes or goes changes nothing about itself.
      if (isOfNewApplication(key) && !(isNewApplication(from) && isNewApplication(next))) continue;
      open.delete(change(key, from[key], next[key]));
    }
    walk.push(next);
  }
  return walk.map(stepOf);
}

/** Which settings go together: of those that exclude others, the others are left out. */
function allowed(choice: Choice): Choice {
  const isSet = (key: string, value: unknown) => VALUES[key]?.[choice[key] ?? 0] === value;
  const excluded = Object.keys(VALUES).filter(
    (key) =>
      (isSet("profile", "byAssignment") && key === "provisioning.scope") ||
      (isSet("provisioning.start", false) && key === "provisioning.waitForFirstCycle") ||
      (!isNewApplication(choice) && isOfNewApplication(key)),
  );
  return { ...choice, ...Object.fromEntries(excluded.map((key) => [key, 0])) };
}

function isNewApplication(choice: Choice): boolean {
  return VALUES["application.existing"]?.[choice["application.existing"] ?? 0] === undefined;
}

function isOfNewApplication(key: string): boolean {
  return key.startsWith("application.") && key !== "application.existing";
}

function changesOf(key: string, count: number): string[] {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return indexes.flatMap((from) => indexes.filter((to) => to !== from).map((to) => change(key, from, to)));
}

function change(key: string, from: number | undefined, to: number | undefined): string {
  return `${key} ${from} ${to}`;
}

function stepOf(choice: Choice): Step {
  const settings: Record<string, unknown> = {};
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [path, index] of Object.entries(choice)) {
    const value = VALUES[path]?.[index];
    const [section = "", key] = path.split(".");
    if (value === undefined || section === "endpoint") continue;
    if (key === undefined) settings[section] = value;
    else sections[section] = { ...sections[section], [key]: value };
  }
  const which = (key: string) => (choice[`endpoint.${key}`] === 1 ? 1 : 0);
  return {
    endpoint: { url: which("url"), token: which("token") },
    settings: { ...settings, ...sections },
  };
}

/** Numbers from 0 to 1 that a seed decides (a linear congruential generator, Numerical Recipes). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
