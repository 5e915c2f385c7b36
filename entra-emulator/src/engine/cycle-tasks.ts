import { setImmediate as giveWay } from "node:timers/promises";
import { type Candidate, readCandidate } from "./candidate.ts";
import { type CycleContext, objectError } from "./cycle-context.ts";
import { addEscrow, dueEscrows, removeEscrow, triggerOf } from "./escrow.ts";
import type { ObjectMappings } from "./mapping.ts";
import { type Plan, planFor } from "./plan.ts";

/** An object and what is to be done with it. */
export interface Task {
  readonly candidate: Candidate;
  readonly mappings: ObjectMappings;
  readonly plan: Plan;
}

/** Objects planned before the event loop gets a turn. */
const AT_ONCE = 500;

/** Plans every object that this cycle looks at, in a stable order. Objects whose values cannot be made are escrowed. */
export async function planObjects(context: CycleContext, mappings: ObjectMappings): Promise<Task[]> {
  const { job, journal, store, entitlements } = context;
  const tasks: Task[] = [];
  for (const [index, id] of candidateIds(context, mappings.objectType).entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await giveWay();
    const candidate = readCandidate(store, job, mappings, entitlements, id);
    const { link, source } = candidate;
    journal.imported += 1;
    if (source?.inScope === true) journal.entitled += 1;
    const plan = plannedOrFailed(context, mappings, candidate);
    if (plan === undefined) continue;
    // The object neither is at the target nor belongs there: there is nothing left to do.
    if (plan.action === "none" && link === undefined) removeEscrow(job, { sourceId: id, kind: "Object" });
    else tasks.push({ candidate, mappings, plan });
  }
  return tasks;
}

/** In a full cycle all objects and links; otherwise what changed, what is due for a retry and what is held back. */
function candidateIds({ store, job, full }: CycleContext, objectType: "User" | "Group"): string[] {
  const { links, stagedDeletes, watermark } = job.engine;
  const { users, groups } = store.tenant;
  const objects: ReadonlyMap<string, unknown> = objectType === "User" ? users : groups;
  if (full || watermark === null) {
    const linked = links.values().filter((link) => link.objectType === objectType);
    return [...new Set([...objects.keys(), ...linked.map((link) => link.sourceId)])];
  }
  const changed = store.changedSince(watermark).filter((change) => change.objectType === objectType);
  const due = dueEscrows(job, "Object", store.clock.now()).filter(
    (escrow) => escrow.objectType === objectType,
  );
  const held = [...stagedDeletes].filter((id) => links.get(id)?.objectType === objectType);
  return [...new Set([...changed.map(({ id }) => id), ...due.map(({ sourceId }) => sourceId), ...held])];
}

function plannedOrFailed(
  context: CycleContext,
  mappings: ObjectMappings,
  candidate: Candidate,
): Plan | undefined {
  const { job, journal, evaluation, settings, store } = context;
  const { id: sourceId, objectType } = candidate;
  try {
    return planFor(candidate, mappings, evaluation, settings.skipOutOfScopeDeletions);
  } catch (error) {
    const failure = objectError(error);
    const about = { sourceId, objectType, kind: "Object" as const };
    const now = store.clock.now();
    const trigger = triggerOf(job, about, now);
    const escrow = addEscrow(job, about, failure, now);
    const outcome = { action: "other", step: "EntrySynchronizationError", modified: [], trigger } as const;
    journal.fail({ candidate, mappings, began: performance.now(), ...outcome }, failure, "objects", escrow);
    return undefined;
  }
}

/**
 * Holds all deletions and disables back when there are more of them than the threshold allows, unless a restart with
 * `ForceDeletes` lets them through. Gives the tasks that are left and whether any was held.
 */
export function holdDeletions(
  context: CycleContext,
  tasks: readonly Task[],
): { left: Task[]; held: boolean } {
  const { job, journal, settings } = context;
  const { engine } = job;
  const deleting = new Set(tasks.filter(({ plan }) => isDeletion(plan)));
  const threshold = engine.forceDeletes ? undefined : settings.deleteThreshold;
  if (threshold === undefined || deleting.size <= threshold) return { left: [...tasks], held: false };
  for (const { candidate, mappings } of deleting) {
    engine.stagedDeletes.add(candidate.id);
    journal.countsOf(candidate.objectType).staged += 1;
    journal.write({
      candidate,
      mappings,
      action: "stagedDelete",
      status: "skipped",
      targetId: candidate.link?.targetId,
      modified: [],
      error: {
        code: "TooManyDeletes",
        reason: `${deleting.size} deletions are more than the threshold of ${threshold} allows.`,
        isTargets: false,
      },
      trigger: "change",
      step: "EntrySynchronizationSkip",
      began: performance.now(),
    });
  }
  return { left: tasks.filter((task) => !deleting.has(task)), held: true };
}

function isDeletion(plan: Plan): boolean {
  return plan.action === "delete" || (plan.action === "update" && plan.disables);
}
