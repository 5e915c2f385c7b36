import { getJobHealth } from "../../provider/functions/get-job-health/get-job-health.ts";
import { peopleDrift } from "../drift/people-drift.ts";
import { StackDrift } from "../drift/stack-drift.ts";
import { secretOf } from "../secrets/resolve.ts";
import { linesOf } from "../stack/engine.ts";
import { assignmentsOf, peopleOf } from "../tenant/assigned-people.ts";
import { tenantContext } from "../tenant/context.ts";
import { provisionedPeople } from "../tenant/provisioned-people.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { outputsOf } from "./outputs.ts";
import { isMap } from "../customers/merge.ts";
import type { DriftItem } from "./result.ts";

/** What differs between the stack and Entra, and between Entra and the service. Changes nothing. */
export const drift: Operation = async (operation) => {
  const { stack, customer, context, signal } = operation;
  const update = await stack.update(["refresh", "--preview-only", "--json"], signal, "fail");
  const found = new StackDrift();
  for await (const line of linesOf(stack.log)) found.read(line);
  const outputs = await outputsOf(stack);
  const { servicePrincipalId, jobId, tenantUrl } = outputs;
  if (servicePrincipalId === undefined || jobId === undefined) return { state: "absent", outputs };

  const tenant = await tenantContext(customer, context, signal);
  const health = await getJobHealth.call({ servicePrincipalId, jobId }, tenant);
  const assignments = await assignmentsOf(servicePrincipalId, tenant);
  const application = customer.config["application"];
  const shared = isMap(application) && application["existing"] !== undefined;
  const foreign = assignments
    .filter(({ principalId }) => !shared && !found.assigned.has(principalId))
    .map(({ principalDisplayName, principalId }) => ({
      item: `assignment of ${principalDisplayName ?? principalId}`,
      expected: "none",
      found: "assigned outside of the stack",
    }));
  const people: { items: readonly DriftItem[]; warnings: readonly string[] } =
    health.lastCycle === undefined || tenantUrl === undefined
      ? {
          items: [],
          warnings: ["The people in the service are not compared before the first cycle is over."],
        }
      : await comparePeople(operation, tenantUrl, async () => peopleOf(assignments, tenant));
  const items = [...found.items, ...foreign, ...people.items];
  return {
    state: items.length > 0 ? "drifted" : health.quarantine === undefined ? "healthy" : "quarantined",
    drift: items,
    outputs,
    health,
    warnings: [...update.warnings, ...people.warnings],
  };
};

async function comparePeople(
  { customer, context, signal }: OperationContext,
  tenantUrl: string,
  assigned: () => ReturnType<typeof peopleOf>,
) {
  const setting = customer.secrets.find(({ path }) => path.join(".") === "endpoint.token");
  const token =
    setting && (await secretOf(customer, ["config", ...setting.path], setting.reference, context));
  if (token === undefined) {
    return {
      items: [],
      warnings: ["The people in the service are not compared: its token is known to the stack only."],
    };
  }
  const tenant = await tenantContext(customer, context, signal);
  return {
    items: peopleDrift(await assigned(), await provisionedPeople(tenantUrl, token, tenant)),
    warnings: [],
  };
}
