import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../provider/sdk/index.ts";
import { EnterpriseApp } from "./components/enterprise-app/enterprise-app.ts";
import { findApplication } from "./components/enterprise-app/existing-application.ts";
import { findPrincipals } from "./components/enterprise-app/principals.ts";
import { adminCenterLinks } from "./components/provisioning/admin-center.ts";
import { refuseLeftoverSecrets } from "./components/provisioning/leftover-secrets.ts";
import { requiredFromMail } from "./components/provisioning/mail-mappings.ts";
import { ProvisioningJob } from "./components/provisioning/provisioning-job.ts";
import { product } from "./product/product.ts";
import { profileMappings, profileRoles, withRoles } from "./product/profile.ts";
import { attributesFor } from "./product/schema-documents.ts";
import { platformEndpoint } from "./platform.ts";
import { azureadCredentials, cloudEnvironment } from "./stack/credentials.ts";
import { checkPermissions } from "./stack/permissions.ts";
import { readConfig, signInMethod } from "./stack/read-config.ts";

// The set-up guide as a program. docs/guide.md puts its twelve steps beside these lines.

const name = product.resourceName;
const config = readConfig();
const { existing: reused, ...settings } = config.application;
const { job: existingJob, ...which } = reused ?? {};

// Step 1: sign in, and see before anything is made that the login may do all that follows.
const entra = new Provider("entra", azureadCredentials());
const permissions = await checkPermissions(config, { provider: entra });
const options = { providers: [entra], dependsOn: [permissions] };

// What is in Entra already is found first, so that nothing is refused half-way: an application to reuse, and the
// groups and users to assign.
const existing = reused && (await findApplication(which, { provider: entra }));
if (existing !== undefined) refuseLeftoverSecrets(existing, signInMethod(config), cloudEnvironment());
const mappings = [...profileMappings(config.profile), ...config.provisioning.mappings];
const fromMail = requiredFromMail({ ...config.provisioning, mappings }, product.requiredAttributes ?? []);
const assignments = withRoles(config.assignments, config.profile);
const principals = await findPrincipals(assignments, fromMail, { provider: entra });

// Steps 6 and 7: the address and how to sign in there, of the hosted product, of a platform or of a service of our own.
const endpoint =
  config.endpoint ??
  (config.platform
    ? await platformEndpoint(name, config.platform, { provider: entra, dependsOn: [permissions] })
    : (await import("./self-hosted.ts")).selfHostedEndpoint(name, config, options));

// Steps 2 to 4: the enterprise application.
const notes = `Managed by the Pulumi stack ${pulumi.getStack()}.`;
const application = new EnterpriseApp(
  name,
  {
    ...(existing ? { existing } : { displayName: product.applicationName, notes, ...settings }),
    appRoles: profileRoles(config.profile),
  },
  options,
);

// Steps 5 to 12: its provisioning, started when all of it is in place.
const provisioning = new ProvisioningJob(
  `${name}-provisioning`,
  {
    ...config.provisioning,
    servicePrincipalId: application.servicePrincipalId,
    tenantUrl: endpoint.url,
    ...endpoint.signIn,
    attributes: attributesFor(mappings),
    mappings,
    assignments: principals.map(({ kind, displayName, objectId, role }) => ({
      key: objectId,
      description: `${kind} ${displayName}`,
      principalId: objectId,
      appRoleId: application.appRoleId(role),
    })),
    ownJob: application.jobId,
    ...(existingJob === undefined ? {} : { existingJob }),
  },
  options,
);

/** Client id, object id and name of the enterprise application. */
export const { clientId, servicePrincipalId, displayName: applicationName } = application;
/** The provisioning job, the address that it provisions to, and how it is doing. */
export const { jobId, tenantUrl, health } = provisioning;
/** Groups and users that are assigned, by their names in Entra. */
export const assigned = principals.map(({ kind, displayName }) => `${kind} ${displayName}`);
/** Where to see it in the Entra admin center. */
export const adminCenter = pulumi
  .all([servicePrincipalId, clientId])
  .apply(([objectId, appId]) => adminCenterLinks(objectId, appId, cloudEnvironment()));
/** When the token or client of a service of our own expires, and that service's admin API for the stacks of its other tenants. */
export const { tokenExpiresAt = null, adminApi = null } = endpoint;
