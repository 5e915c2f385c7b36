import { z } from "zod";
import type { UnexpectedStatusError } from "../graph/unexpected-status-error.ts";
import { servicePrincipal } from "../graph/service-principal.ts";
import { defineResource } from "../resource.ts";
import { resourceId } from "../resource-id.ts";

const id = resourceId("/servicePrincipals/{servicePrincipal}/appRoleAssignedTo/{assignment}");

const assignment = z.object({
  id: z.string(),
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullish(),
  principalType: z.string().nullish(),
  resourceId: z.string(),
  resourceDisplayName: z.string().nullish(),
});

/** A group or user assigned to a role of an enterprise application. Nothing of it can be changed. */
export const appRoleAssignment = defineResource({
  token: "azuread:index/appRoleAssignment:AppRoleAssignment",
  inputs: z.strictObject({ appRoleId: z.guid(), principalObjectId: z.guid(), resourceObjectId: z.guid() }),
  computed: ["principalDisplayName", "principalType", "resourceDisplayName"],
  replaceOn: ["appRoleId", "principalObjectId", "resourceObjectId"],
  readOnce: true,

  async create({ appRoleId, principalObjectId, resourceObjectId }, graph) {
    const path = `/v1.0/servicePrincipals/${resourceObjectId}`;
    await graph.appears(path, servicePrincipal);
    const body = {
      "@odata.type": "#microsoft.graph.appRoleAssignment",
      appRoleId,
      principalId: principalObjectId,
      resourceId: resourceObjectId,
    };
    const made = await graph.post(
      { path: `${path}/appRoleAssignedTo`, body, again: notReplicated },
      z.object({ id: z.string(), resourceId: z.string() }),
    );
    return id.format({ servicePrincipal: made.resourceId, assignment: made.id });
  },

  async read(given, _known, graph) {
    const names = id.parse(given);
    const found = await graph.find(`/v1.0${given}`, assignment);
    if (found === undefined) return undefined;
    return {
      appRoleId: found.appRoleId,
      principalDisplayName: found.principalDisplayName ?? "",
      principalObjectId: found.principalId,
      principalType: found.principalType ?? "",
      resourceDisplayName: found.resourceDisplayName ?? "",
      resourceObjectId: names.servicePrincipal,
    };
  },

  async delete(given, _known, graph) {
    await graph.delete({ path: `/v1.0${given}` });
  },
});

/** The principal or the role may be so new that this part of Entra does not know it yet. */
function notReplicated({ status, graphMessage }: UnexpectedStatusError): boolean {
  return status === 404 || (status === 400 && graphMessage.includes("Not a valid reference update"));
}
