import { ApplicationFromTemplate } from "@pulumi/azuread/applicationFromTemplate.js";
import { getClientConfigOutput } from "@pulumi/azuread/getClientConfig.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import * as pulumi from "@pulumi/pulumi";

/**
 * Entra's template for "integrate any other application you don't find in the gallery". Only an application made from a
 * template can provision; one made by plain registration cannot (Graph: applicationTemplate: instantiate).
 */
const NON_GALLERY_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/**
 * What the template tags the service principal with, as far as is known: `tags` replaces the whole list. Without the
 * first one the admin center does not list it among the enterprise applications.
 */
const TEMPLATE_TAGS = [
  "WindowsAzureActiveDirectoryIntegratedApp",
  "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
];

/** Keeps an application out of My Apps. */
const HIDE_TAG = "HideApp";

/** Instantiates the template, which makes an app registration and a service principal. */
export function instantiateTemplate(
  name: string,
  displayName: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): ApplicationFromTemplate {
  return new ApplicationFromTemplate(
    `${name}-application`,
    { displayName, templateId: NON_GALLERY_TEMPLATE },
    opts,
  );
}

export interface ServicePrincipalSettings {
  /** @default true */
  readonly hidden?: pulumi.Input<boolean>;
  /** @default true */
  readonly assignmentRequired?: pulumi.Input<boolean>;
  /** @default none */
  readonly notes?: pulumi.Input<string>;
  /** @default not managed */
  readonly owners?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Takes the template's service principal over, to set what the template leaves open. */
export function configureServicePrincipal(
  name: string,
  clientId: pulumi.Input<string>,
  settings: ServicePrincipalSettings,
  opts: pulumi.CustomResourceOptions,
): ServicePrincipal {
  return new ServicePrincipal(
    `${name}-service-principal`,
    {
      clientId,
      useExisting: true,
      appRoleAssignmentRequired: settings.assignmentRequired ?? true,
      notes: settings.notes,
      owners: settings.owners === undefined ? undefined : withDeployer(settings.owners, opts),
      tags: pulumi
        .output(settings.hidden ?? true)
        .apply((hidden) => (hidden ? [...TEMPLATE_TAGS, HIDE_TAG] : TEMPLATE_TAGS)),
    },
    // Without owners to set, azuread would take out those that the application has, the deployer among them.
    settings.owners === undefined ? { ...opts, ignoreChanges: ["owners"] } : opts,
  );
}

/** azuread removes every owner that is not listed: without the deployer in the list, the next `up` would be refused. */
function withDeployer(
  owners: pulumi.Input<pulumi.Input<string>[]>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string[]> {
  const invokeOptions = opts.parent === undefined ? {} : { parent: opts.parent };
  return pulumi
    .all([getClientConfigOutput(invokeOptions), owners])
    .apply(([{ objectId }, given]) => [...new Set([objectId, ...given])]);
}
