import { EnterpriseApp, ProvisioningJob } from "@entra-scim-kit/pulumi";
import { getPrincipals } from "@entra-scim-kit/pulumi/provider";
import * as pulumi from "@pulumi/pulumi";

const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

const config = new pulumi.Config();
const name = config.require("group");
const { groups } = await getPrincipals({ groups: [name], users: [], missingMail: false });
const group = groups[0]?.group;
if (group === undefined) throw new pulumi.RunError(groups[0]?.problem ?? `There is no group "${name}".`);

const application = new EnterpriseApp("application", { displayName: "SightCall Provisioning" });
const provisioning = new ProvisioningJob("provisioning", {
  servicePrincipalId: application.servicePrincipalId,
  tenantUrl: config.require("tenantUrl"),
  secretToken: config.requireSecret("secretToken"),
  attributes: [{ name: PROFILE }],
  mappings: [{ targetAttributeName: PROFILE, constant: "recording" }],
  assignments: [{ principalId: group.id, appRoleId: application.appRoleId }],
});

export const { clientId } = application;
export const { health } = provisioning;
