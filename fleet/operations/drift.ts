import { getJobHealth } from "../../provider/functions/get-job-health/get-job-health.ts";
import type { Context } from "../../provider/context.ts";
import { peopleDrift } from "../drift/people-drift.ts";
import { StackDrift } from "../drift/stack-drift.ts";
import { requestToken } from "../../provider/token-request.ts";
import { type DeployedSignIn, deployedState } from "../stack/deployed-state.ts";
import { linesOf } from "../stack/engine.ts";
import { type Assignment, assignmentsOf, peopleOf } from "../tenant/assigned-people.ts";
import { tenantContext } from "../tenant/context.ts";
import { provisionedPeople } from "../tenant/provisioned-people.ts";
import type { Operation } from "./operation.ts";
import { stackOutputs } from "./outputs.ts";
import { isMap } from "../customers/merge.ts";
import type { DriftItem } from "./result.ts";

/** What differs between the stack and Entra, and between Entra and the service. Changes nothing. */
export const drift: Operation = async ({ stack, customer, context, signal }) => {
  const update = await stack.update(["refresh", "--preview-only", "--json"], signal, "fail");
  const found = new StackDrift();
  for await (const line of linesOf(stack.log)) found.read(line);
  const deployed = await deployedState(stack);
  const outputs = stackOutputs.parse(deployed.outputs);
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
  const people =
    health.lastCycle === undefined || tenantUrl === undefined
      ? notCompared("before the first cycle is over")
      : deployed.signIn === undefined
        ? notCompared("as the stack has not signed in at the service yet")
        : await comparePeople(assignments, tenantUrl, deployed.signIn, tenant);
  const items = [...found.items, ...foreign, ...people.items];
  return {
    state: items.length > 0 ? "drifted" : health.quarantine === undefined ? "healthy" : "quarantined",
    drift: items,
    outputs,
    health,
    warnings: [...update.warnings, ...people.warnings],
  };
};

interface ComparedPeople {
  readonly items: readonly DriftItem[];
  readonly warnings: readonly string[];
}

function notCompared(reason: string): ComparedPeople {
  return { items: [], warnings: [`The people in the service are not compared ${reason}.`] };
}

async function comparePeople(
  assignments: readonly Assignment[],
  tenantUrl: string,
  signIn: DeployedSignIn,
  tenant: Context,
): Promise<ComparedPeople> {
  const token = "oauth" in signIn ? await requestToken(signIn.oauth, tenant) : signIn.secretToken;
  const assigned = await peopleOf(assignments, tenant);
  return { items: peopleDrift(assigned, await provisionedPeople(tenantUrl, token, tenant)), warnings: [] };
}
