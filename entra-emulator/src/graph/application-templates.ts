import { z } from "zod";
import { NON_GALLERY_TEMPLATE_ID } from "../templates/scim.ts";
import { instantiateTemplate } from "../tenant/applications.ts";
import { resourceNotFound } from "./error.ts";
import { collection, single } from "./query/collection.ts";
import { created, ok, param, parseBody } from "./request.ts";
import { render, type ResourceType } from "./resource.ts";
import { applicationResource } from "./resources/application.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import type { GraphServices, Route } from "./route.ts";

/** The template of an application that is not in the gallery. */
const customTemplate = {
  id: NON_GALLERY_TEMPLATE_ID,
  displayName: "Custom",
  homePageUrl: null,
  supportedSingleSignOnModes: ["password", "saml", "external"],
  supportedProvisioningTypes: ["sync"],
  logoUrl: null,
  categories: [],
  publisher: null,
  description: null,
} as const;

const templateResource: ResourceType<Readonly<Record<string, unknown>>> = {
  name: "microsoft.graph.applicationTemplate",
  defaults: undefined,
  properties: Object.fromEntries(
    Object.keys(customTemplate).map((name) => [
      name,
      (template: Readonly<Record<string, unknown>>) => template[name],
    ]),
  ),
};

/** `/applicationTemplates`: the non-gallery template, and making an application from it. */
export function applicationTemplateRoutes({ store, visibility }: GraphServices): Route[] {
  return [
    {
      method: "GET",
      path: "/applicationTemplates",
      permission: "none",
      handle: (request) => ok(collection(request, templateResource, [customTemplate])),
    },
    {
      method: "GET",
      path: "/applicationTemplates/:id",
      permission: "none",
      handle: (request) => {
        if (param(request, "id") !== customTemplate.id) throw resourceNotFound(param(request, "id"));
        return ok(single(request, templateResource, customTemplate, "applicationTemplates"));
      },
    },
    {
      method: "POST",
      path: "/applicationTemplates/:id/instantiate",
      permission: "writeApplications",
      handle: (request) => {
        const templateId = param(request, "id");
        if (templateId !== customTemplate.id) throw resourceNotFound(templateId);
        const { displayName } = parseBody(
          request,
          z.looseObject({ displayName: z.string().min(1).max(120) }),
        );
        const made = instantiateTemplate(store, templateId, displayName, request.caller.objectId);
        const { application, servicePrincipal } = made;
        for (const key of [application.id, servicePrincipal.id, `templates:${servicePrincipal.id}`]) {
          visibility.hide(key);
        }
        return created({
          "@odata.context": `${request.url.origin}/${request.version}/$metadata#microsoft.graph.applicationServicePrincipal`,
          application: render(applicationResource, application, request.version, undefined),
          servicePrincipal: render(
            servicePrincipalResource(store),
            servicePrincipal,
            request.version,
            undefined,
          ),
        });
      },
    },
  ];
}
