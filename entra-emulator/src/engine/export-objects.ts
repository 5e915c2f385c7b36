import { type Action, modifiedProperties, type Outcome } from "./log-entry.ts";
import { type CycleContext, objectError } from "./cycle-context.ts";
import { addEscrow, hasEscrow, removeEscrow, WAITING } from "./escrow.ts";
import type { ObjectWriter } from "./object-writer.ts";
import { inParallel } from "./parallel.ts";
import type { Plan } from "./plan.ts";
import type { Task } from "./cycle-tasks.ts";

/**
 * Carries out what was planned for the objects of one type. Failures are escrowed.
 *
 * @param done - Is told each time an object is finished.
 * @throws TargetError when the endpoint as a whole does not work.
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
  const { candidate, mappings, plan } = task;
  const { id: sourceId, objectType } = candidate;
  const escrow = { sourceId, objectType, kind: "Object" as const };
  const began = performance.now();
  try {
    const outcome = await carryOut(context, writer, task);
    settle(context, task);
    if (outcome !== null) context.journal.write({ candidate, mappings, began, ...outcome });
  } catch (error) {
    const failure = objectError(error);
    addEscrow(context.job, escrow, failure, context.store.clock.now());
    context.journal.fail({ candidate, mappings, ...ATTEMPT[plan.action], began }, failure, "objects");
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

/** How logs call what was tried. */
const ATTEMPT: Readonly<Record<Plan["action"], { action: Action; step: string }>> = {
  none: { action: "other", step: "EntrySynchronizationSkip" },
  forget: { action: "other", step: "EntrySynchronizationSkip" },
  skip: { action: "other", step: "EntrySynchronizationSkip" },
  provision: { action: "create", step: "EntryExportAdd" },
  update: { action: "update", step: "EntryExportUpdate" },
  delete: { action: "delete", step: "EntryExportDelete" },
};

type Told = Pick<Outcome, "action" | "status" | "targetId" | "modified" | "error" | "step">;

/** Null when there is nothing to tell. */
export async function carryOut(
  context: CycleContext,
  writer: ObjectWriter,
  task: Task,
): Promise<Told | null> {
  const { candidate, plan } = task;
  const { journal } = context;
  const counts = journal.countsOf(candidate.objectType);
  const told = { ...ATTEMPT[plan.action], status: "success" as const, modified: [], error: null };

  if (plan.action === "none") {
    if (plan.leavesScope && candidate.link !== null) candidate.link.inScope = false;
    return null;
  }
  if (plan.action === "skip") {
    const error = { code: plan.code, reason: plan.reason };
    return { ...told, status: "skipped", targetId: null, error };
  }
  if (plan.action === "forget") {
    if (candidate.link !== null) writer.forget(candidate.link);
    return null;
  }
  if (plan.action === "delete") {
    await writer.delete(plan.link);
    counts.deleted += 1;
    journal.exports += 1;
    return { ...told, targetId: plan.link.targetId };
  }
  if (plan.action === "provision") {
    const { link, created, changes } = await writer.provision(candidate, plan.values, plan.joining);
    const modified = modifiedProperties(changes);
    if (created || changes.length > 0) journal.exports += 1;
    if (created) counts.created += 1;
    else counts.matched += 1;
    if (created) return { ...told, targetId: link.targetId, modified };
    context.joined.add(candidate.id);
    return { ...told, ...ATTEMPT.update, targetId: link.targetId, modified };
  }
  const { link, changes, values, disables, inScope } = plan;
  await writer.update(link, values, changes);
  link.displayName = candidate.displayName;
  link.inScope = inScope;
  link.deprovisioned = candidate.source === null || candidate.source.isSoftDeleted;
  if (changes.length === 0) return null;
  journal.exports += 1;
  if (disables) counts.disabled += 1;
  else counts.updated += 1;
  const action = disables ? "disable" : "update";
  return { ...told, action, targetId: link.targetId, modified: modifiedProperties(changes) };
}
