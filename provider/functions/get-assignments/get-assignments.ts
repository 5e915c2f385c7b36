import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { batchLists } from "../../graph/batch.ts";
import { GUIDE } from "../../guide.ts";
import { servicePrincipalId } from "../../identifiers.ts";

const args = z.object({ servicePrincipalId });

const assignment = z
  .object({
    id: z.string().describe("Id of the assignment."),
    principalId: z.string().describe("Object id of the user, group or service principal."),
    appRoleId: z.string().describe("Id of the app role."),
  })
  .meta({ title: "ExistingAssignment", description: "Somebody assigned to an enterprise application." });

const result = z.object({ assignments: z.array(assignment).describe("All of them, in no order.") });

export const getAssignments: EntraFunction<typeof args, typeof result> = {
  name: "getAssignments",
  description: "Who is assigned to an enterprise application, and to which role.",
  example: `servicePrincipalId: \${application.servicePrincipalId}`,
  args,
  result,

  async call({ servicePrincipalId: id }, context) {
    // The largest page that Graph gives.
    const path = `/servicePrincipals/${id}/appRoleAssignedTo?$top=999`;
    const [assignments = []] = await batchLists([{ path }], assignment, GUIDE.assign, context);
    return { assignments };
  },
};
