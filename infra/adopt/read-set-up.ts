import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import { getApplication } from "../../provider/functions/get-application/get-application.ts";
import { getEffectiveSchema } from "../../provider/functions/get-effective-schema/get-effective-schema.ts";
import {
  getJob,
  getSchemaDocument,
  getTemplateSchemaDocument,
} from "../../provider/graph/synchronization.ts";
import { GUIDE } from "../../provider/guide.ts";
import type { GetApplicationArgs } from "../../provider/sdk/index.ts";
import { readDocument } from "../../provider/resources/synchronization-schema/document.ts";
import { differences } from "../../provider/resources/synchronization-schema/import.ts";
import { AdoptError } from "./error.ts";
import type { FoundApplication, FoundAssignment, SetUp } from "./set-up.ts";

const secrets = z.object({ value: z.array(z.object({ key: z.string(), value: z.string().nullish() })) });

const assignments = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      principalId: z.string(),
      principalType: z.string(),
      principalDisplayName: z.string().nullish().transform(String),
      appRoleId: z.string(),
    }),
  ),
  "@odata.nextLink": z.url().optional(),
});

/**
 * Reads what an administrator clicked together. Only reads.
 *
 * @throws AdoptError when there is no such application, or not exactly one provisioning job to adopt.
 */
export async function readSetUp(which: GetApplicationArgs, context: Context): Promise<SetUp> {
  const { application, problem } = await getApplication.call(which, context);
  if (application === undefined) throw new AdoptError(problem ?? "The application was not found.");
  const job = onlyJob(application);
  const reference = { servicePrincipalId: application.servicePrincipalId, jobId: job.id };
  const { schedule } = await getJob(reference, context);
  const [template, document] = [
    await getTemplateSchemaDocument(reference.servicePrincipalId, job.templateId, context),
    await getSchemaDocument(reference, false, context),
  ];
  const { disabledObjects } = await getEffectiveSchema.call(reference, context);
  return {
    application,
    job,
    running: schedule.state === "Active",
    secrets: await readSecrets(reference.servicePrincipalId, context),
    schema: differences(readDocument(template), readDocument(document)),
    disabledObjects,
    assignments: await readAssignments(reference.servicePrincipalId, context),
  };
}

function onlyJob({ displayName, jobs }: FoundApplication): FoundApplication["jobs"][number] {
  const [job, ...others] = jobs;
  if (job === undefined) {
    throw new AdoptError(
      `"${displayName}" has no provisioning job, so there is nothing to adopt. Set application.existing in a new stack instead.`,
    );
  }
  if (others.length > 0) {
    const all = jobs.map(({ id, status }) => `  ${id} (${status})`).join("\n");
    throw new AdoptError(`"${displayName}" has several provisioning jobs; delete all but one first:\n${all}`);
  }
  return job;
}

async function readSecrets(
  servicePrincipalId: string,
  context: Context,
): Promise<Readonly<Record<string, string>>> {
  const path = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/secrets`;
  const call = { method: "GET", path, step: GUIDE.synchronization } as const;
  const { value } = await context.graph.request(call, secrets, context);
  return Object.fromEntries(value.map(({ key, value: secret }) => [key, secret ?? ""]));
}

async function readAssignments(servicePrincipalId: string, context: Context): Promise<FoundAssignment[]> {
  const found: FoundAssignment[] = [];
  let path: string | undefined = `/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`;
  while (path !== undefined) {
    const call = { method: "GET", path, step: GUIDE.assign } as const;
    const page: z.output<typeof assignments> = await context.graph.request(call, assignments, context);
    found.push(...page.value);
    const next = page["@odata.nextLink"];
    path = next === undefined ? undefined : `${new URL(next).pathname}${new URL(next).search}`;
  }
  return found;
}
