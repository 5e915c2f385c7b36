/**
 * What SightCall's set-up guide fixes. Another product changes these lines and puts its schema document into `schemas/`.
 */
export const product = {
  /** As people read it in messages and in the Entra admin center. */
  name: "SightCall",
  /** Prefix of every resource name in the stack's state. A change replaces every resource. */
  resourceName: "sightcall",
  /** The Tenant URL of the hosted service: the base of its SCIM endpoints. */
  tenantUrl: "https://api.sightcall.com/api/v3/scim",
  /** Display name of the enterprise application when the stack makes one. */
  applicationName: "SightCall Provisioning",
} as const;
