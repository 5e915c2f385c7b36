import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { batchLists, odataText } from "../../graph/batch.ts";
import { GUIDE } from "../../guide.ts";

const args = z.object({
  displayName: z.string().min(1).describe("Name of the applications."),
  templateId: z.string().describe("Id of the application template."),
});

const unused = z
  .object({
    clientId: z.string().describe("Application (client) id."),
    servicePrincipalId: z.string().describe("Object id of the service principal."),
  })
  .meta({ title: "UnusedApplication", description: "An application as its template made it." });

const result = z.object({ applications: z.array(unused).describe("Those of the name.") });

const candidate = z.object({
  id: z.string(),
  appId: z.string(),
  applicationTemplateId: z.string().nullish(),
  notes: z.string().nullish(),
  preferredSingleSignOnMode: z.string().nullish(),
});

export const getUnusedApplications: EntraFunction<typeof args, typeof result> = {
  name: "getUnusedApplications",
  description:
    "Enterprise applications of a name that were made from a template and that nobody has set up: no notes, no single " +
    "sign-on, no provisioning job, nobody assigned. A deployment that was interrupted may leave one.",
  example: `
displayName: SightCall Provisioning
templateId: 8adf8e6e-67b2-4cf2-a259-e3dc5476c621`,
  args,
  result,

  async call({ displayName, templateId }, context) {
    const filter = encodeURIComponent(`displayName eq ${odataText(displayName)}`);
    const select = "$select=id,appId,applicationTemplateId,notes,preferredSingleSignOnMode";
    const [named = []] = await batchLists(
      [{ path: `/servicePrincipals?$filter=${filter}&${select}` }],
      candidate,
      GUIDE.findApplication,
      context,
    );
    const blank = named.filter(
      ({ applicationTemplateId, notes, preferredSingleSignOnMode }) =>
        applicationTemplateId === templateId && !notes && !preferredSingleSignOnMode,
    );
    const uses = await batchLists(
      blank.flatMap(({ id }) => [
        { path: `/servicePrincipals/${id}/appRoleAssignedTo?$top=1` },
        { path: `/servicePrincipals/${id}/synchronization/jobs` },
      ]),
      z.unknown(),
      GUIDE.findApplication,
      context,
    );
    const applications = blank
      .filter((_, index) => uses[2 * index]?.length === 0 && uses[2 * index + 1]?.length === 0)
      .map(({ id, appId }) => ({ clientId: appId, servicePrincipalId: id }));
    return { applications };
  },
};
