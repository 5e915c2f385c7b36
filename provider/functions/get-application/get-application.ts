import { z } from "zod";
import type { Context, EntraFunction } from "../../context.ts";
import { odataText } from "../../graph/batch.ts";
import { GUIDE } from "../../guide.ts";
import { isGuid } from "../../identifiers.ts";
import { applicationDetails } from "./details.ts";
import { findTemplates, type Registration } from "./templates.ts";
import { listJobs, listSecrets } from "../../graph/synchronization.ts";

const guid = z.string().refine(isGuid, "must be a GUID");

const args = z
  .object({
    clientId: guid.optional().describe("Application (client) id."),
    objectId: guid
      .optional()
      .describe("Object id of the enterprise application (service principal) or of the app registration."),
    displayName: z
      .string()
      .min(1)
      .optional()
      .describe("Name of the application; must be the only one of that name."),
  })
  .refine((given) => Object.keys(given).length === 1, "give exactly one of clientId, objectId, displayName");

type Which = z.output<typeof args>;

const result = z.object({
  application: applicationDetails
    .optional()
    .describe("Absent when `problem` says that there is none, or more than one."),
  problem: z
    .string()
    .optional()
    .describe("Why it cannot be used, and the way out: not found, ambiguous, or unable to provision."),
});

const servicePrincipal = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  appRoleAssignmentRequired: z.boolean().default(false),
  appRoles: z
    .array(
      z.object({
        id: z.string(),
        displayName: z.string().nullish(),
        value: z.string().nullish(),
        isEnabled: z.boolean(),
        allowedMemberTypes: z.array(z.string()),
      }),
    )
    .default([]),
});

type ServicePrincipal = z.output<typeof servicePrincipal>;

const application = z.object({
  id: z.string(),
  appId: z.string(),
  applicationTemplateId: z.string().nullish(),
  createdDateTime: z.string().nullish(),
});

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ value: z.array(item) });

const SELECT = "$select=id,appId,displayName,appRoleAssignmentRequired,appRoles";
const step = GUIDE.findApplication;

export const getApplication: EntraFunction<typeof args, typeof result> = {
  name: "getApplication",
  description:
    "An existing enterprise application, with its roles and jobs, and whether it can provision. Exactly one argument is " +
    "given.",
  example: "displayName: SightCall SSO",
  args,
  result,

  async call(which, context) {
    const found = await findServicePrincipals(which, context);
    const [only, another] = found;
    if (only === undefined) return { problem: notFound(which) };
    if (another !== undefined) return { problem: ambiguous(which, found) };
    const registration = await findRegistration(only.appId, context);
    const templates = await findTemplates(only.id, registration, context);
    if (templates.length === 0) return { problem: cannotProvision(only) };
    const jobs = await listJobs(only.id, context);
    return {
      application: {
        ...detailsOf(only, registration),
        templates,
        jobs: jobs.map(({ id, templateId, status }) => ({ id, templateId, status: status.code })),
        secretKeys: (await listSecrets(only.id, context)).map(({ key }) => key),
      },
    };
  },
};

async function findServicePrincipals(which: Which, context: Context): Promise<ServicePrincipal[]> {
  const { clientId, objectId, displayName } = which;
  if (objectId === undefined) {
    const [property, value] =
      clientId === undefined ? ["displayName", displayName ?? ""] : ["appId", clientId];
    return filterServicePrincipals(`${property} eq ${odataText(value)}`, context);
  }
  const one = await context.graph.find(
    { method: "GET", path: `/v1.0/servicePrincipals/${objectId}?${SELECT}`, step, settle: !context.preview },
    servicePrincipal,
    context,
  );
  if (one !== undefined) return [one];
  const registration = await context.graph.find(
    { method: "GET", path: `/v1.0/applications/${objectId}?$select=id,appId`, step },
    application,
    context,
  );
  return registration === undefined
    ? []
    : filterServicePrincipals(`appId eq ${odataText(registration.appId)}`, context);
}

async function filterServicePrincipals(filter: string, context: Context): Promise<ServicePrincipal[]> {
  const path = `/v1.0/servicePrincipals?$filter=${encodeURIComponent(filter)}&${SELECT}`;
  return (await context.graph.request({ method: "GET", path, step }, listOf(servicePrincipal), context))
    .value;
}

async function findRegistration(clientId: string, context: Context): Promise<Registration | undefined> {
  const filter = encodeURIComponent(`appId eq ${odataText(clientId)}`);
  const path = `/v1.0/applications?$filter=${filter}&$select=id,appId,applicationTemplateId,createdDateTime`;
  const { value } = await context.graph.request({ method: "GET", path, step }, listOf(application), context);
  return value[0];
}

function detailsOf(
  found: ServicePrincipal,
  registration: Registration | undefined,
): Omit<z.output<typeof applicationDetails>, "templates" | "jobs" | "secretKeys"> {
  return {
    servicePrincipalId: found.id,
    ...(registration === undefined ? {} : { applicationId: registration.id }),
    clientId: found.appId,
    displayName: found.displayName,
    assignmentRequired: found.appRoleAssignmentRequired,
    appRoles: found.appRoles.map((role) => ({
      id: role.id,
      displayName: role.displayName ?? "",
      enabled: role.isEnabled,
      allowedMemberTypes: role.allowedMemberTypes,
      ...(role.value == null ? {} : { value: role.value }),
    })),
  };
}

function describe({ clientId, objectId, displayName }: Which): string {
  if (clientId !== undefined) return `client id ${clientId}`;
  return objectId === undefined ? `name "${displayName ?? ""}"` : `object id ${objectId}`;
}

function notFound(which: Which): string {
  return (
    `There is no enterprise application with the ${describe(which)} in this tenant. Look it up in the Entra admin ` +
    "center under Enterprise applications; a client id that was copied without mistakes is the surest."
  );
}

function ambiguous(which: Which, found: readonly ServicePrincipal[]): string {
  const candidates = found.map(({ appId, id }) => `client id ${appId} (object id ${id})`);
  return `${found.length} enterprise applications have the ${describe(which)}. Name one by its client id: ${candidates.join(", ")}.`;
}

function cannotProvision({ displayName }: ServicePrincipal): string {
  return (
    `"${displayName}" cannot provision: Entra offers it no synchronization template, as for every application that ` +
    "was made by plain app registration. Let the stack make one of its own (application.displayName), or make one " +
    'in the admin center by "Create your own application", "Integrate any other application".'
  );
}
