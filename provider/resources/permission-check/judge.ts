import type { Caller } from "./caller.ts";
import type { PermissionFinding } from "./finding.ts";
import { DIRECTORY_ROLES, type PermissionStep, type StepNeeds, STEPS } from "./steps.ts";

export interface Findings {
  readonly granted: PermissionFinding[];
  readonly missing: PermissionFinding[];
  readonly unsure: PermissionFinding[];
}

type Verdict = keyof Findings;

/** What a finding about the tenant's licence needs. */
export const LICENCE = "Entra ID P1 or P2";

const GRANT =
  "Entra admin center, App registrations, the deploying application, API permissions, Add a permission, Microsoft " +
  'Graph, Application permissions; then "Grant admin consent".';

/** What of each step's needs the caller has, lacks, or may have. */
export function judge(steps: readonly PermissionStep[], caller: Caller): Findings {
  const findings: Findings = { granted: [], missing: [], unsure: [] };
  const owns = steps.includes("createApplication");
  for (const step of new Set(steps)) {
    const needs = STEPS[step];
    const permissions = caller.kind === "user" ? needs.delegatedPermissions : needs.applicationPermissions;
    for (const anyOf of permissions) {
      const [verdict, detail] = judgePermission(anyOf, owns, needs, caller);
      findings[verdict].push({ step: nameOf(step), needs: anyOf.join(" or "), detail });
    }
    if (needs.premium) {
      const [verdict, detail] = judgeLicence(caller);
      findings[verdict].push({ step: nameOf(step), needs: LICENCE, detail });
    }
  }
  return findings;
}

/** @param owns Whether the application is one that the caller makes, and so owns. */
function judgePermission(
  anyOf: readonly string[],
  owns: boolean,
  needs: StepNeeds,
  caller: Caller,
): [Verdict, string] {
  const held = anyOf.filter((permission) => caller.permissions.has(permission));
  const role = [...(caller.directoryRoles ?? [])].find((id) => needs.directoryRoles.includes(id));
  if (caller.kind === "user") return judgeUser(held, role, needs, caller);
  const wide = held.find((permission) => !permission.endsWith(".OwnedBy"));
  if (wide !== undefined) return ["granted", wide];
  if (held[0] !== undefined) {
    if (owns) return ["granted", held[0]];
    return [
      "unsure",
      `${held[0]} is enough only for applications that the deploying application made or owns.`,
    ];
  }
  if (role !== undefined) {
    return [
      "unsure",
      `The role ${DIRECTORY_ROLES[role] ?? role} may be enough; Graph's reference does not say so.`,
    ];
  }
  if (caller.permissions.size === 0 && caller.directoryRoles === undefined) {
    return ["unsure", "The access token names no permissions at all, and directory roles could not be read."];
  }
  return ["missing", `Grant it: ${GRANT}`];
}

function judgeUser(
  held: readonly string[],
  role: string | undefined,
  needs: StepNeeds,
  caller: Caller,
): [Verdict, string] {
  if (held[0] === undefined) {
    return [
      "unsure",
      "The signed-in user's token does not carry it. The Azure CLI's own token seldom does: deploy as an application.",
    ];
  }
  if (needs.directoryRoles.length === 0 || role !== undefined) return ["granted", held[0]];
  const roles = needs.directoryRoles.map((id) => DIRECTORY_ROLES[id] ?? id).join(", ");
  if (caller.directoryRoles === undefined) {
    return ["unsure", `The signed-in user needs one of the roles ${roles} too, and they could not be read.`];
  }
  return ["missing", `The signed-in user needs one of the roles ${roles} too.`];
}

function judgeLicence({ premium }: Caller): [Verdict, string] {
  if (premium === true) return ["granted", "The tenant has it."];
  if (premium === undefined) {
    return ["unsure", "The tenant's licences could not be read (Organization.Read.All would let us)."];
  }
  return [
    "missing",
    "Without it Entra assigns users only, not groups: assign the users one by one, or get the licence.",
  ];
}

function nameOf(step: PermissionStep): string {
  const { guide } = STEPS[step];
  return `${step} (step ${guide.number} of the guide, ${guide.name})`;
}
