import { type Action, modifiedProperties, type Outcome } from "./log-entry.ts";
import { type CycleContext, objectError } from "./cycle-context.ts";
import { addEscrow, hasEscrow, removeEscrow, triggerOf, WAITING } from "./escrow.ts";
import { newValues, type ObjectWriter } from "./object-writer.ts";
import { inParallel } from "./parallel.ts";
import type { Plan } from "./plan.ts";
import type { Task } from "./cycle-tasks.ts";

/**
 * Carries out what was planned for the objects of one type. Failures are escrowed.
 *
 * @param done called each time an object is finished
 * @throws {TargetError} when the endpoint as a whole does not work.
 */
export async function exportObjects(
  context: CycleContext,
  writer: ObjectWriter,
  tasks: readonly Task[],
  done: () => void,
): Promise<void> {
  await inParallel(tasks, context.concurrency, async (task) => {
    await exportObject(context, writer, task);
    done();
  });
}

async function exportObject(context: CycleContext, writer: ObjectWriter, task: Task): Promise<void> {
  const { candidate, mappings } = task;
  const { id: sourceId, objectType } = candidate;
  const escrow = { sourceId, objectType, kind: "Object" as const };
  const trigger = triggerOf(context.job, escrow, context.store.clock.now());
  const log = { candidate, mappings, trigger, began: performance.now() };
  try {
    const outcome = await carryOut(context, writer, task);
    settle(context, task);
    if (outcome !== undefined) context.journal.write({ ...log, ...outcome });
  } catch (error) {
    const failure = objectError(error);
    const next = addEscrow(context.job, escrow, failure, context.store.clock.now());
    context.journal.fail({ ...log, ...attemptOf(task) }, failure, "objects", next);
  }
  context.job.engine.stagedDeletes.delete(sourceId);
}

/** An object that failed before may have missed its references: they are due even if this cycle ends before them. */
function settle({ job, store }: CycleContext, { candidate, mappings }: Task): void {
  const { id: sourceId, objectType } = candidate;
  const failedBefore = hasEscrow(job, { sourceId, kind: "Object" });
  removeEscrow(job, { sourceId, kind: "Object" });
  if (failedBefore && mappings.references.length > 0) {
    addEscrow(job, { sourceId, objectType, kind: "Reference" }, WAITING, store.clock.now());
  }
}

/** How logs describe an attempt before its outcome is known. */
export function attemptOf({ mappings, plan }: Task): Pick<Outcome, "action" | "step" | "modified"> {
  if (plan.action === "update") {
    return { ...(plan.disables ? DISABLE : ATTEMPT.update), modified: modifiedProperties(plan.changes) };
  }
  const created = plan.action === "provision" ? newValues(mappings, plan.values) : [];
  return { ...ATTEMPT[plan.action], modified: modifiedProperties(created) };
}

const DISABLE = { action: "disable", step: "EntryExportUpdateSoftDelete" } as const;

const ATTEMPT: Readonly<Record<Plan["action"], { action: Action; step: string }>> = {
  none: { action: "other", step: "EntrySynchronizationSkip" },
  forget: { action: "other", step: "EntrySynchronizationSkip" },
  skip: { action: "other", step: "EntrySynchronizationSkip" },
  provision: { action: "create", step: "EntryExportAdd" },
  update: { action: "update", step: "EntryExportUpdate" },
  delete: { action: "delete", step: "EntryExportDelete" },
};

/** What became of a task, for the log. */
type TaskOutcome = Pick<Outcome, "action" | "status" | "targetId" | "modified" | "error" | "step">;

/** Carries out one plan. Null when there is nothing to log. */
export async function carryOut(
  context: CycleContext,
  writer: ObjectWriter,
  task: Task,
): Promise<TaskOutcome | undefined> {
  const { candidate, plan } = task;
  const { journal } = context;
  const counts = journal.countsOf(candidate.objectType);
  const outcome = { ...ATTEMPT[plan.action], status: "success" as const, modified: [], error: undefined };

  if (plan.action === "none") {
    if (plan.leavesScope && candidate.link !== undefined) candidate.link.inScope = false;
    return undefined;
  }
  if (plan.action === "skip") {
    const error = { code: plan.code, reason: plan.reason, isTargets: false };
    return { ...outcome, status: "skipped", targetId: undefined, error };
  }
  if (plan.action === "forget") {
    if (candidate.link !== undefined) writer.forget(candidate.link);
    return undefined;
  }
  if (plan.action === "delete") {
    await writer.delete(plan.link);
    counts.deleted += 1;
    journal.exports += 1;
    return { ...outcome, targetId: plan.link.targetId };
  }
  if (plan.action === "provision") {
    const { link, created, changes } = await writer.provision(candidate, plan.values, plan.joining);
    const modified = modifiedProperties(changes);
    if (created || changes.length > 0) journal.exports += 1;
    if (created) counts.created += 1;
    else counts.matched += 1;
    if (created) return { ...outcome, targetId: link.targetId, modified };
    context.joined.add(candidate.id);
    return { ...outcome, ...ATTEMPT.update, targetId: link.targetId, modified };
  }
  const { link, changes, values, disables, inScope } = plan;
  await writer.update(link, values, changes);
  link.displayName = candidate.displayName;
  link.inScope = inScope;
  link.deprovisioned = candidate.source === undefined || candidate.source.isSoftDeleted;
  if (changes.length === 0) return undefined;
  journal.exports += 1;
  if (disables) counts.disabled += 1;
  else counts.updated += 1;
  return { ...outcome, ...attemptOf(task), targetId: link.targetId };
}
