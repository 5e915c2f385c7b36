import { z } from "zod";
import { application } from "../graph/application.ts";
import { defineResource } from "../resource.ts";
import { applicationId, resourceId, servicePrincipalId } from "../resource-id.ts";

const id = resourceId("/applicationTemplates/{template}/instantiate/{application}/{servicePrincipal}");
const instantiated = z.object({
  application: z.object({ id: z.string() }),
  servicePrincipal: z.object({ id: z.string() }),
});

/** An application and its service principal, made from a template of the gallery. */
export const applicationFromTemplate = defineResource({
  token: "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  inputs: z.strictObject({ displayName: z.string().min(1), templateId: z.guid() }),
  computed: ["applicationId", "applicationObjectId", "servicePrincipalId", "servicePrincipalObjectId"],
  replaceOn: ["templateId"],

  async create({ displayName, templateId }, graph) {
    const path = `/v1.0/applicationTemplates/${templateId}/instantiate`;
    const made = await graph.post({ path, body: { displayName } }, instantiated);
    return id.format({
      template: templateId,
      application: made.application.id,
      servicePrincipal: made.servicePrincipal.id,
    });
  },

  async read(given, _known, graph) {
    const names = id.parse(given);
    const found = await graph.find(`/v1.0/applications/${names.application}`, application);
    if (found === undefined) return undefined;
    return {
      applicationId: applicationId.format(names),
      applicationObjectId: names.application,
      displayName: found.displayName ?? "",
      servicePrincipalId: servicePrincipalId.format(names),
      servicePrincipalObjectId: names.servicePrincipal,
      templateId: found.applicationTemplateId ?? names.template,
    };
  },

  async update(given, { displayName }, _known, graph) {
    const path = `/v1.0/applications/${id.parse(given).application}`;
    await graph.command("PATCH", {
      path,
      body: { "@odata.type": "#microsoft.graph.application", displayName },
    });
  },

  async delete(given, _known, graph) {
    await graph.delete({ path: `/v1.0/applications/${id.parse(given).application}` });
  },
});
