import { readCandidate } from "./candidate.ts";
import type { CycleContext } from "./cycle-context.ts";
import { addEscrow, dueEscrows, removeEscrow, triggerOf, WAITING } from "./escrow.ts";
import type { ObjectMappings, ReferenceMapping } from "./mapping.ts";
import { inParallel } from "./parallel.ts";
import type { Task } from "./cycle-tasks.ts";
import { type ReferenceResult, type ReferenceWriter, referenceProperties } from "./reference-writer.ts";
import type { TargetError } from "./wire/target-error.ts";

/**
 * Writes the references of all objects of one type that were looked at in this cycle and are in scope. Failures are
 * escrowed, as are references to objects that failed themselves.
 *
 * @throws {TargetError} when the endpoint as a whole does not work.
 */
export async function exportReferences(
  context: CycleContext,
  writer: ReferenceWriter,
  mappings: ObjectMappings,
  tasks: readonly Task[],
): Promise<void> {
  if (mappings.references.length === 0) return;
  const { job, store } = context;
  const due = dueEscrows(job, "Reference", store.clock.now()).filter(
    (escrow) => escrow.objectType === mappings.objectType,
  );
  const ids = new Set([
    ...tasks.map(({ candidate }) => candidate.id),
    ...due.map(({ sourceId }) => sourceId),
  ]);
  await inParallel(ids, context.concurrency, (id) => exportOf(context, writer, mappings, id));
}

async function exportOf(
  context: CycleContext,
  writer: ReferenceWriter,
  mappings: ObjectMappings,
  sourceId: string,
): Promise<void> {
  const { job, journal, store } = context;
  const candidate = readCandidate(store, job, mappings, context.entitlements, sourceId);
  const { link, source, objectType } = candidate;
  const escrow = { sourceId, objectType, kind: "Reference" as const };
  if (link === undefined || source === undefined || !link.inScope || link.deprovisioned) {
    removeEscrow(job, escrow);
    return;
  }
  const log = {
    candidate,
    mappings,
    action: "update" as const,
    step: "EntryExportUpdate",
    trigger: triggerOf(job, escrow, store.clock.now()),
    began: performance.now(),
  };
  const references = source.object.references();
  let waits = false;
  let failure: TargetError | undefined;
  for (const mapping of mappings.references) {
    const wanted = references[mapping.source] ?? [];
    const result = await writer.write(link, mapping, wanted, context.joined.has(sourceId));
    waits ||= result.waits;
    failure ??= result.failure;
    const modified = referenceProperties(mapping, result);
    if (result.writes === 0) continue;
    count(context, mapping, result);
    journal.write({ ...log, status: "success", targetId: link.targetId, modified, error: undefined });
  }
  if (failure !== undefined) {
    const next = addEscrow(job, escrow, failure, store.clock.now());
    journal.fail({ ...log, modified: [] }, failure, "references", next);
  } else if (waits) addEscrow(job, escrow, WAITING, store.clock.now());
  else removeEscrow(job, escrow);
}

function count({ journal }: CycleContext, mapping: ReferenceMapping, result: ReferenceResult): void {
  const [added, removed] = [result.added.length, result.removed.length];
  journal.exports += result.writes;
  if (mapping.multivalued) {
    journal.memberships.added += added;
    journal.memberships.removed += removed;
  } else if (added > 0) journal.managers.set += added;
  else journal.managers.removed += removed;
}
