import type { SetUp } from "../adopt/set-up.ts";

export const SERVICE_PRINCIPAL = "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22";
export const GROUP = "8c1f2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f";
export const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

export function role(displayName: string) {
  const id = `role-${displayName.toLowerCase()}`;
  return { id, displayName, enabled: true, allowedMemberTypes: ["User"] };
}

/** What the guide leads to. */
export const setUp: SetUp = {
  application: {
    servicePrincipalId: SERVICE_PRINCIPAL,
    applicationId: "5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
    clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    displayName: "SightCall SSO",
    assignmentRequired: true,
    appRoles: [role("User")],
    templates: ["scim"],
    jobs: [],
    secretKeys: [],
  },
  job: { id: "scim.tenant.1", templateId: "scim", status: "Active" },
  running: true,
  secrets: {
    BaseAddress: "https://api.sightcall.com/api/v3/scim",
    SecretToken: "*",
    SyncAll: "false",
    SyncNotificationSettings:
      '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":true,"DeleteThresholdValue":17}',
  },
  schema: {
    mappings: [{ targetAttributeName: PROFILE, constant: "recording" }],
    disabledMappings: [],
    scopingFilters: [],
    remarks: [],
  },
  assignments: [
    {
      id: "assignment-1",
      principalId: GROUP,
      principalType: "Group",
      principalDisplayName: "SightCall Users",
      appRoleId: "role-user",
    },
  ],
};
