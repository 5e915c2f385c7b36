import { kindOf, labelOf, type ResourceStep } from "../../infra/stack/engine/events.ts";
import type { Update } from "../../infra/stack/engine/update.ts";
import { getJobHealth } from "../../provider/functions/get-job-health/get-job-health.ts";
import { tenantContext } from "../tenant/context.ts";
import { outputsOf, stackOutputs } from "./outputs.ts";
import type { Operation } from "./operation.ts";
import type { Outcome } from "./result.ts";

/** A token of our own service is replaced by another: made first, tested, and only then is the old one revoked. */
const EVERY_TOKEN = "**entra-provisioning:index:ScimToken**";

/** What an update would change. Changes nothing. */
export const plan: Operation = async ({ stack, signal }) => {
  const update = await stack.update(["preview", "--json"], signal, "try");
  return { ...outcomeOf(update), state: changed(update) ? "planned" : "unchanged" };
};

/** Makes the stack what its configuration says. */
export const up: Operation = async ({ stack, signal, refresh }) => {
  const args = ["up", "--skip-preview", "--yes", "--json", ...(refresh ? ["--refresh"] : [])];
  const update = await stack.update(args, signal, "make");
  return { ...outcomeOf(update), state: changed(update) ? "changed" : "unchanged" };
};

/** As `up`, with new tokens of our own service; a hosted endpoint's token is read again from where it is. */
export const rotate: Operation = async ({ stack, signal }) => {
  const args = ["up", "--skip-preview", "--yes", "--json", "--replace", EVERY_TOKEN];
  const update = await stack.update(args, signal, "fail");
  return { ...outcomeOf(update), state: changed(update) ? "changed" : "unchanged" };
};

/** Takes everything away that the stack made. */
export const destroy: Operation = async ({ stack, signal }) => {
  const update = await stack.update(["destroy", "--skip-preview", "--yes", "--json"], signal, "fail");
  await stack.remove();
  return { ...outcomeOf(update), state: "removed" };
};

/** How the job is doing now. */
export const status: Operation = async ({ stack, customer, context, signal }) => {
  const found = await outputsOf(stack);
  const { servicePrincipalId, jobId } = found;
  if (servicePrincipalId === undefined || jobId === undefined) return { state: "absent", outputs: found };
  const tenant = await tenantContext(customer, context, signal);
  const health = await getJobHealth.call({ servicePrincipalId, jobId }, tenant);
  return {
    state: health.quarantine === undefined ? "healthy" : "quarantined",
    outputs: found,
    health,
  };
};

function changed({ changes }: Update): boolean {
  return Object.keys(changes).some((op) => op !== "same");
}

function outcomeOf({ changes, steps, warnings, outputs: given }: Update): Omit<Outcome, "state" | "seconds"> {
  return {
    changes: Object.fromEntries(Object.entries(changes).filter(([op]) => op !== "same")),
    details: steps.filter(({ op }) => op !== "same").map(lineOf),
    warnings: [...warnings],
    outputs: stackOutputs.parse(given),
  };
}

function lineOf(step: ResourceStep): string {
  return `${step.op} ${kindOf(step.type)} ${labelOf(step)}`;
}
