import type { Settings } from "./contoso.ts";
import { ANN, BEN } from "./contoso.ts";

/** Values of each setting that a stack can change, by the setting's path. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  "application.displayName": [undefined, "SightCall (EMEA)"],
  "application.hidden": [undefined, false],
  "application.assignmentRequired": [undefined, false],
  "application.notes": [undefined, "Owned by Workplace IT"],
  "application.owners": [[ANN], [BEN, ANN]],
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
  "provisioning.restart": [undefined, "once"],
};

/** Which of its values each setting has. */
type Choice = Readonly<Record<string, number>>;

/**
 * Configurations in an order in which every setting changes from each of its values to each other one. Several settings
 * change at every step, in combinations that the seed decides.
 */
export function settingsWalk(seed: number): Settings[] {
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
    for (const key of Object.keys(VALUES)) open.delete(change(key, from[key], next[key]));
    walk.push(next);
  }
  return walk.map(settingsOf);
}

/** The profile by assignment is for the assigned only. */
function allowed(choice: Choice): Choice {
  return VALUES["profile"]?.[choice["profile"] ?? 0] === "byAssignment"
    ? { ...choice, "provisioning.scope": 0 }
    : choice;
}

function changesOf(key: string, count: number): string[] {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return indexes.flatMap((from) => indexes.filter((to) => to !== from).map((to) => change(key, from, to)));
}

function change(key: string, from: number | undefined, to: number | undefined): string {
  return `${key} ${from} ${to}`;
}

function settingsOf(choice: Choice): Settings {
  const settings: Record<string, unknown> = {};
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [path, index] of Object.entries(choice)) {
    const value = VALUES[path]?.[index];
    if (value === undefined) continue;
    const [section = "", key] = path.split(".");
    if (key === undefined) settings[section] = value;
    else sections[section] = { ...sections[section], [key]: value };
  }
  return { ...settings, ...sections };
}

/** Numbers from 0 to 1 that a seed decides (a linear congruential generator, Numerical Recipes). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
