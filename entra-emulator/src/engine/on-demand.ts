import type { ProvisioningLogEntry, SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { attributeChanges, targetValues } from "./attribute-values.ts";
import { readCandidate, type Candidate } from "./candidate.ts";
import { type CycleContext, cycleContext, cycleError } from "./cycle-context.ts";
import { attemptOf, carryOut } from "./export-objects.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./log-entry.ts";
import { compileSchema, type ObjectMappings } from "./mapping.ts";
import { ObjectWriter } from "./object-writer.ts";
import { type OnDemandVerdict, verdict } from "./on-demand-verdict.ts";
import { attributesOf, disables, type Plan, planFor } from "./plan.ts";
import { ReferenceWriter, referenceProperties } from "./reference-writer.ts";
import type { EngineSettings } from "./settings.ts";
import { openTarget } from "./target.ts";
import type { ScimHttp } from "./wire/client.ts";
import { ScimEndpoint } from "./wire/endpoint.ts";
import type { IssueAssertion } from "./wire/sign-in.ts";
import { readAttribute } from "./wire/target-attribute.ts";
import { TargetError } from "./wire/target-error.ts";

/** What is provisioned on demand: a user, or a group with the members that `links` names. */
export interface OnDemandSubject {
  readonly objectId: string;
  readonly objectTypeName: string;
  readonly links?:
    | Readonly<Record<string, readonly { objectId: string; objectTypeName: string }[]>>
    | undefined;
}

/**
 * Provisions one user, or one group with the members that `links` names, at once. Unlike a cycle it reads the target
 * before it writes, and it always writes the default dialect. The verdict says what went wrong.
 */
export async function provisionOnDemand(
  store: TenantStore,
  job: SynchronizationJob,
  subject: OnDemandSubject,
  { membersPerPatch }: Pick<EngineSettings, "membersPerPatch">,
  issueAssertion: IssueAssertion,
): Promise<OnDemandVerdict> {
  const entries: ProvisioningLogEntry[] = [];
  const journal = new Journal(
    job,
    () => store.clock.now(),
    (entry) => entries.push(entry),
  );
  const startedAt = store.clock.timestamp();
  let http: ScimHttp | undefined;
  try {
    const activityId = journal.cycleId;
    const target = await openTarget(store, job, { connections: 1, activityId, issueAssertion });
    ({ http } = target);
    const { settings } = target;
    const schema = compileSchema(job.schema);
    const objectType = subject.objectTypeName === "Group" ? "Group" : "User";
    const mappings = schema[objectType];
    if (mappings === undefined)
      throw new TargetError("SchemaError", `The schema does not provision objects of type ${objectType}.`);
    const context = cycleContext({
      store,
      job,
      schema,
      settings,
      http,
      dialect: "default",
      journal,
      concurrency: 1,
      membersPerPatch,
    });
    const candidate = readCandidate(store, job, mappings, context.entitlements, subject.objectId);
    await provision(context, mappings, candidate, subject);
    store.provisioningLog.append(...entries);
    const times = { startTime: startedAt, endTime: store.clock.timestamp() };
    return verdict({ entries, targetObjectName: mappings.targetObjectName, ...times, error: undefined });
  } catch (error) {
    const times = { startTime: startedAt, endTime: store.clock.timestamp() };
    return verdict({ entries: [], targetObjectName: "", ...times, error: cycleError(error) });
  } finally {
    await http?.close();
  }
}

async function provision(
  context: CycleContext,
  mappings: ObjectMappings,
  candidate: Candidate,
  subject: OnDemandSubject,
): Promise<void> {
  const { dialect, http, job, journal } = context;
  const endpoint = new ScimEndpoint(http, mappings.objectType);
  const log: Log = { candidate, mappings, trigger: "onDemand", began: performance.now() };
  let attempt: ReturnType<typeof attemptOf> = {
    action: "other",
    step: "EntrySynchronizationError",
    modified: [],
  };
  try {
    const plan = await planOnDemand(context, mappings, candidate, endpoint);
    const task = { candidate, mappings, plan };
    attempt = attemptOf(task);
    const writer = new ObjectWriter(job, mappings, endpoint, dialect);
    const outcome = await carryOut(context, writer, task);
    const isRedundant =
      outcome === undefined || (outcome.action === "update" && outcome.modified.length === 0);
    if (outcome !== undefined && !isRedundant) journal.write({ ...log, ...outcome });
    if (plan.action === "skip") return;
    const referred = await provisionReferences(context, mappings, subject, endpoint);
    if (!isRedundant || referred) return;
    const targetId = job.engine.links.get(candidate.id)?.targetId;
    const leaves = plan.action === "update" && !plan.inScope;
    journal.write({ ...log, ...redundant(candidate, leaves), targetId });
  } catch (error) {
    journal.fail({ ...log, ...attempt }, cycleError(error), "objects");
  }
}

type Log = Pick<Outcome, "candidate" | "mappings" | "trigger" | "began">;

/** Nothing is to be changed; `leaves` when that is so because a user who left is disabled already. */
function redundant({ objectType }: Candidate, leaves: boolean): Omit<Outcome, keyof Log | "targetId"> {
  const reason = `The state of the ${objectType.toLowerCase()} in both the source and target systems already match.`;
  const code = leaves ? "RedundantSoftDelete" : "RedundantExport";
  const error = { code, reason, isTargets: false };
  return { action: "other", status: "skipped", modified: [], error, step: "EntrySynchronizationSkip" };
}

/** As in a cycle, but compared with what the target has now, and without what on-demand provisioning does not do. */
async function planOnDemand(
  { evaluation, settings }: CycleContext,
  mappings: ObjectMappings,
  candidate: Candidate,
  endpoint: ScimEndpoint,
): Promise<Plan> {
  const { link, source } = candidate;
  if (source === undefined)
    return skip("EntrySynchronizationSkipped", "There is no such object in the directory.");
  const { inScope } = source;
  if (!inScope && link === undefined) {
    return skip(
      "NotEffectivelyEntitled",
      "The object is not assigned to the application or not in its scope.",
    );
  }
  if (inScope && !source.object.active) {
    return skip("EntrySynchronizationSkipped", "Disabled and deleted users cannot be provisioned on demand.");
  }
  const plan = planFor(candidate, mappings, evaluation, settings.skipOutOfScopeDeletions);
  if (plan.action !== "update" || !inScope) return plan;
  const resource = await endpoint.get(plan.link.targetId);
  if (resource === undefined)
    throw new TargetError("InvalidAnchor", "The linked object is gone from the target.");
  const values = targetValues(mappings.attributes, attributesOf(source), evaluation, false);
  const changes = attributeChanges(mappings.attributes, values, ({ target }) =>
    readAttribute(resource, target),
  );
  return { ...plan, values, changes, disables: changes.some(disables) };
}

function skip(code: string, reason: string): Plan {
  return { action: "skip", code, reason };
}

/** Says whether anything was written. */
async function provisionReferences(
  context: CycleContext,
  mappings: ObjectMappings,
  subject: OnDemandSubject,
  endpoint: ScimEndpoint,
): Promise<boolean> {
  const { job, journal, store, entitlements, dialect, membersPerPatch } = context;
  const candidate = readCandidate(store, job, mappings, entitlements, subject.objectId);
  const { link, source } = candidate;
  if (link === undefined || source === undefined || link.deprovisioned) return false;
  const writer = new ReferenceWriter(job, endpoint, { dialect, full: true, membersPerPatch });
  const references = source.object.references();
  let written = false;
  for (const mapping of mappings.references) {
    const current = references[mapping.source] ?? [];
    const named = new Set(subject.links?.[mapping.source]?.map(({ objectId }) => objectId));
    const wanted = mapping.multivalued
      ? [...new Set([...(link.references[mapping.path] ?? []), ...current.filter((id) => named.has(id))])]
      : current;
    const began = performance.now();
    const result = await writer.write(link, mapping, wanted, false);
    if (result.writes > 0) {
      written = true;
      const modified = referenceProperties(mapping, result);
      const outcome = {
        action: "update",
        status: "success",
        error: undefined,
        step: "EntryExportUpdate",
      } as const;
      journal.write({
        candidate,
        mappings,
        trigger: "onDemand",
        ...outcome,
        targetId: link.targetId,
        modified,
        began,
      });
    }
    if (result.failure !== undefined) throw result.failure;
  }
  return written;
}
