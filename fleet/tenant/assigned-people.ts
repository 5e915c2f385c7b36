import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import { listAll } from "./graph-list.ts";

const assignment = z.object({
  principalId: z.string(),
  principalType: z.string(),
  principalDisplayName: z.string().nullish(),
});

const person = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  accountEnabled: z.boolean().nullish(),
  mail: z.string().nullish(),
  mailNickname: z.string().nullish(),
});

export type Assignment = z.output<typeof assignment>;
export type Person = z.output<typeof person>;

const SELECT = "$select=id,userPrincipalName,accountEnabled,mail,mailNickname&$top=999";

/** Who is assigned to an enterprise application, as Graph says it. */
export function assignmentsOf(servicePrincipalId: string, context: Context): Promise<Assignment[]> {
  return listAll(
    `/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`,
    assignment,
    context,
  );
}

/** The people whom Entra provisions by assignments: users, and direct members of groups, as Entra expands no others. */
export async function peopleOf(assignments: readonly Assignment[], context: Context): Promise<Person[]> {
  const lists = [];
  for (const { principalId, principalType } of assignments) {
    const path =
      principalType === "Group"
        ? `/v1.0/groups/${principalId}/members/microsoft.graph.user?${SELECT}`
        : `/v1.0/users?$filter=id eq '${principalId}'&${SELECT}`;
    lists.push(await listAll(path, person, context));
  }
  return [...new Map(lists.flat().map((each) => [each.id, each])).values()];
}
