import type { ResourceStep } from "../../infra/stack/engine/events.ts";

/**
 * The order in which a stack comes up (docs/architecture.md), by resource type; a destroy goes through it backwards.
 * Types that the order says nothing about, such as components, are left out.
 */
const ORDER = [
  "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  "azuread:index/synchronizationJob:SynchronizationJob",
  "entra-provisioning:index:ConnectionTest",
  "azuread:index/synchronizationSecret:SynchronizationSecret",
  "entra-provisioning:index:SynchronizationSchema",
  "azuread:index/appRoleAssignment:AppRoleAssignment",
  "entra-provisioning:index:ProvisioningStart",
] as const;

/** The deletions of a destroy that the order speaks of, and whether they came in the reverse of it. */
export function undoneInReverse(steps: readonly ResourceStep[]): {
  readonly steps: readonly ResourceStep[];
  readonly inReverse: boolean;
} {
  const ordered = steps.filter((step) => step.op === "delete" && rank(step) !== -1);
  const inReverse = ordered.every((step, index) => {
    const before = ordered[index - 1];
    return before === undefined || rank(before) >= rank(step);
  });
  return { steps: ordered, inReverse };
}

function rank({ type }: ResourceStep): number {
  return ORDER.findIndex((each) => each === type);
}
