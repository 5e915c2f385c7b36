import { z } from "zod";

const role = z
  .object({
    id: z.string().describe("Id of the role."),
    displayName: z.string().describe("Name of the role."),
    value: z
      .string()
      .optional()
      .describe("What a token and `SingleAppRoleAssignment` say; absent when empty."),
    enabled: z.boolean().describe("Whether it can be assigned."),
    allowedMemberTypes: z.array(z.string()).describe("`User`, `Application` or both."),
  })
  .meta({ title: "ApplicationRole", description: "An app role of an enterprise application." });

const job = z
  .object({
    id: z.string().describe("Bare id of the job."),
    templateId: z.string().describe("The synchronization template that it was made of, such as `scim`."),
    status: z.string().describe("Graph's status code, such as `Active`."),
  })
  .meta({ title: "ApplicationJob", description: "A provisioning job of an enterprise application." });

export const applicationDetails = z
  .object({
    servicePrincipalId: z.string().describe("Object id of the service principal."),
    applicationId: z
      .string()
      .optional()
      .describe("Object id of the app registration; absent when it belongs to another tenant."),
    clientId: z.string().describe("Application (client) id."),
    displayName: z.string().describe("Name of the application."),
    assignmentRequired: z.boolean().describe("Whether sign-in needs an assignment."),
    appRoles: z.array(role).describe("Its app roles."),
    templates: z
      .array(z.string())
      .describe('Ids of the synchronization templates it offers, such as `["scim"]`.'),
    jobs: z.array(job).describe("Its provisioning jobs."),
    secretKeys: z.array(z.string()).describe("Keys of its synchronization secrets; never their values."),
  })
  .meta({ title: "ApplicationDetails", description: "An enterprise application that can provision." });
