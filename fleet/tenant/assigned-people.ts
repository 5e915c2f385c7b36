import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import { batchLists, odataText } from "../../provider/graph/batch.ts";
import { GUIDE } from "../../provider/guide.ts";

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
export async function assignmentsOf(servicePrincipalId: string, context: Context): Promise<Assignment[]> {
  const path = `/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`;
  const [assignments = []] = await batchLists([{ path }], assignment, GUIDE.assign, context);
  return assignments;
}

/** The people whom Entra provisions by assignments: users, and direct members of groups, as Entra expands no others. */
export async function peopleOf(assignments: readonly Assignment[], context: Context): Promise<Person[]> {
  const requests = assignments.map(({ principalId, principalType }) => {
    if (principalType === "Group") {
      return { path: `/groups/${principalId}/members/microsoft.graph.user?${SELECT}` };
    }
    const filter = encodeURIComponent(`id eq ${odataText(principalId)}`);
    return { path: `/users?$filter=${filter}&${SELECT}` };
  });
  const lists = await batchLists(requests, person, GUIDE.assign, context);
  return [...new Map(lists.flat().map((each) => [each.id, each])).values()];
}
