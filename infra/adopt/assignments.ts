import { roleToAssign } from "../components/enterprise-app/role-to-assign.ts";
import type { FoundAssignment, SetUp } from "./set-up.ts";

/** One entry of `assignments`, with the name that a comment shows beside the id. */
export interface AssignmentEntry {
  /** Id of the assignment in Entra. */
  readonly id: string;
  /** Object id of the group or user. */
  readonly name: string;
  readonly role: string | undefined;
  readonly displayName: string;
}

export interface AdoptedAssignments {
  readonly groups: readonly AssignmentEntry[];
  readonly users: readonly AssignmentEntry[];
}

/**
 * The assignments that a stack takes.
 *
 * @param remarks gets a sentence for each of the others, which stay as they are.
 */
export function assignmentsOf({ application, assignments }: SetUp, remarks: string[]): AdoptedAssignments {
  const seen = new Set<string>();
  const entries = assignments.flatMap((assignment) => {
    const { id, principalId, principalType, principalDisplayName: displayName } = assignment;
    const { role, problem } = roleOf(assignment, application.appRoles);
    const reason =
      kindProblem(principalType) ??
      (seen.has(principalId) ? "it has another role too, and the stack assigns one" : undefined) ??
      assignment.problem ??
      problem;
    if (reason === undefined) {
      seen.add(principalId);
      return [{ principalType, entry: { id, name: principalId, role, displayName } }];
    }
    remarks.push(`"${displayName}" (${principalType}) stays assigned, outside of the stack: ${reason}.`);
    return [];
  });
  const ofType = (type: string): AssignmentEntry[] =>
    entries.filter(({ principalType }) => principalType === type).map(({ entry }) => entry);
  return { groups: ofType("Group"), users: ofType("User") };
}

function kindProblem(principalType: string): string | undefined {
  if (principalType === "User" || principalType === "Group") return undefined;
  return "the stack assigns groups and users only";
}

/** The role to name in the entry; none when it is the one that the stack would choose anyway. */
function roleOf(
  { appRoleId }: FoundAssignment,
  roles: SetUp["application"]["appRoles"],
): { role: string | undefined; problem: string | undefined } {
  if (roleToAssign(roles).roleId === appRoleId) return { role: undefined, problem: undefined };
  const { problem } = roleToAssign(roles, appRoleId);
  const reason = problem === undefined ? undefined : `its role cannot be assigned by the stack: ${problem}`;
  return { role: appRoleId, problem: reason?.replace(/\.$/, "") };
}
