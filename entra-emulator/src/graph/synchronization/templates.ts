import type { ServicePrincipal } from "../../tenant/model.ts";
import { SCIM_TEMPLATE_ID, scimTemplateSchema } from "../../templates/scim.ts";
import { synchronizationNotFound } from "../error.ts";
import { type GraphRequest, ok, param } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findServicePrincipal } from "../service-principals.ts";

interface SynchronizationTemplate {
  readonly id: string;
  readonly applicationId: string;
  readonly default: boolean;
  readonly description: string;
  readonly discoverable: boolean;
  readonly factoryTag: string;
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
}

/**
 * The templates of a service principal. An application that was made by plain registration has none and cannot
 * provision; right after it was made from the gallery the list may still be empty.
 */
export function templatesOf(
  { visibility }: Pick<GraphServices, "visibility">,
  principal: ServicePrincipal,
): SynchronizationTemplate[] {
  if (principal.applicationTemplateId === null || !visibility.visible(`templates:${principal.id}`)) return [];
  return [
    {
      id: SCIM_TEMPLATE_ID,
      applicationId: principal.appId,
      default: true,
      description: "Customized App for SCIM endpoint",
      discoverable: true,
      factoryTag: "SCIM",
      metadata: [
        {
          key: "configurationFields",
          value: JSON.stringify([{ name: "baseaddress" }, { name: "secrettoken", secret: true }]),
        },
        { key: "isSynchronizationInPreview", value: "False" },
      ],
    },
  ];
}

/** `/servicePrincipals/{id}/synchronization/templates`. */
export function templateRoutes(services: GraphServices): Route[] {
  const templates = "/servicePrincipals/:id/synchronization/templates";

  function find(request: GraphRequest): SynchronizationTemplate {
    const id = param(request, "templateId");
    const principal = findServicePrincipal(services, request);
    const found = templatesOf(services, principal).find((template) => template.id === id);
    if (found === undefined) throw synchronizationNotFound(`Synchronization template '${id}'`);
    return found;
  }

  return [
    {
      method: "GET",
      path: templates,
      permission: "readSynchronization",
      handle: (request) => ok({ value: templatesOf(services, findServicePrincipal(services, request)) }),
    },
    {
      method: "GET",
      path: `${templates}/:templateId`,
      permission: "readSynchronization",
      handle: (request) => ok(find(request)),
    },
    {
      method: "GET",
      path: `${templates}/:templateId/schema`,
      permission: "readSynchronization",
      handle: (request) => ok(scimTemplateSchema(`${find(request).id}.${"0".repeat(32)}`)),
    },
  ];
}
