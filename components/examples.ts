/** An example of each component for the package schema: its properties, in YAML. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  EnterpriseApp: "displayName: SightCall Provisioning",

  ProvisioningJob: `
servicePrincipalId: \${application.servicePrincipalId}
ownJob: \${application.jobId}
tenantUrl: https://api.sightcall.com/api/v3/scim
secretToken: \${secretToken}
attributes:
  - name: urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile
mappings:
  - targetAttributeName: urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile
    constant: recording
assignments:
  - principalId: \${groupId}
    appRoleId: \${application.appRoleId}`,

  ScimService: `
publicUrl: https://scim.contoso.com
databaseUrl: \${databaseUrl}
replicas: 2`,
};
