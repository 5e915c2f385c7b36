import { z } from "zod";
import type { Context } from "../../provider/context.ts";
import { getApplication } from "../../provider/functions/get-application/get-application.ts";
import { getPrincipals } from "../../provider/functions/get-principals/get-principals.ts";
import { listFilterOperators } from "../../provider/graph/filter-operators.ts";
import {
  getJob,
  getSchemaDocument,
  getTemplateSchemaDocument,
  listSecrets,
} from "../../provider/graph/synchronization.ts";
import { GUIDE } from "../../provider/guide.ts";
import type { GetApplicationArgs } from "../../provider/sdk/index.ts";
import { readDocument } from "../../provider/resources/synchronization-schema/document.ts";
import { refusedIn } from "../components/enterprise-app/principals.ts";
import { AdoptError } from "./error.ts";
import { findSchema } from "./find-schema.ts";
import type { FoundApplication, FoundAssignment, SetUp } from "./set-up.ts";

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
 * @throws {AdoptError} when there is no such application, or not exactly one provisioning job to adopt.
 */
export async function readSetUp(which: GetApplicationArgs, context: Context): Promise<SetUp> {
  const { application, problem } = await getApplication.call(which, context);
  if (application === undefined) throw new AdoptError(problem ?? "The application was not found.");
  const job = onlyJob(application);
  const reference = { servicePrincipalId: application.servicePrincipalId, jobId: job.id };
  const { schedule } = await getJob(reference, context);
  const { servicePrincipalId } = reference;
  const [template, document] = [
    readDocument(await getTemplateSchemaDocument(servicePrincipalId, job.templateId, context)),
    readDocument(await getSchemaDocument(reference, false, context)),
  ];
  const secrets = await listSecrets(servicePrincipalId, context);
  return {
    application,
    job,
    running: schedule.state === "Active",
    secrets: Object.fromEntries(secrets.map(({ key, value }) => [key, value ?? ""])),
    schema: findSchema(template, document, await listFilterOperators(reference, context)),
    assignments: await withProblems(await readAssignments(servicePrincipalId, context), context),
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

/** The assignments, each with what the program would say of whom it assigns. */
async function withProblems(found: readonly FoundAssignment[], context: Context): Promise<FoundAssignment[]> {
  const idsOf = (type: string): string[] => [
    ...new Set(found.filter((each) => each.principalType === type).map(({ principalId }) => principalId)),
  ];
  const [groups, users] = [idsOf("Group"), idsOf("User")];
  if (groups.length + users.length === 0) return [...found];
  const refused = refusedIn(await getPrincipals.call({ groups, users }, context));
  const problems = new Map(refused.map(({ name, problem }) => [name, problem]));
  return found.map((assignment) => {
    const problem = problems.get(assignment.principalId);
    return problem === undefined ? assignment : { ...assignment, problem };
  });
}
