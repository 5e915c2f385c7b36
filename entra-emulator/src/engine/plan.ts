import { attributeChanges, type LoggedChange, targetValues, type TargetValues } from "./attribute-values.ts";
import type { Candidate, ScopedSource } from "./candidate.ts";
import type { EvaluationContext } from "./functions/function.ts";
import type { ObjectMappings } from "./mapping.ts";
import type { SourceAttributes } from "./value.ts";
import type { Link } from "../tenant/model.ts";

/** What is to be done with one object. */
export type Plan =
  /** Nothing at the target; `leavesScope` when the link is to remember that. */
  | { readonly action: "none"; readonly leavesScope: boolean }
  | { readonly action: "forget" }
  | { readonly action: "skip"; readonly code: string; readonly reason: string }
  /** Join to an object that the target has, else create one. Default values are for creation only. */
  | { readonly action: "provision"; readonly values: TargetValues; readonly joining: TargetValues }
  | {
      readonly action: "update";
      readonly link: Link;
      readonly values: TargetValues;
      readonly changes: readonly LoggedChange[];
      /** Whether the object becomes inactive at the target. */
      readonly disables: boolean;
      readonly inScope: boolean;
    }
  | { readonly action: "delete"; readonly link: Link };

/**
 * Decides what happens to an object, from the directory and what was last exported; the target is not asked.
 *
 * @throws {TargetError} when a required attribute has no value
 * @throws {EvaluationError} when an expression cannot be evaluated
 */
export function planFor(
  candidate: Candidate,
  mappings: ObjectMappings,
  context: EvaluationContext,
  skipOutOfScopeDeletions: boolean,
): Plan {
  const { source, link } = candidate;
  if (source === undefined) return planPurged(link, mappings);
  if (!source.considered) return { action: "none", leavesScope: false };
  const { inScope } = source;
  if (link === undefined)
    return inScope ? planNew(source, mappings, context) : { action: "none", leavesScope: false };
  if (!inScope && skipOutOfScopeDeletions) return { action: "none", leavesScope: true };
  if (!inScope && candidate.objectType === "Group") {
    return mappings.flows.has("Delete") ? { action: "delete", link } : { action: "none", leavesScope: true };
  }
  // Of a user who leaves, only the active flag is sent: the target keeps the rest of the record.
  const written =
    inScope && !source.object.deleted ? mappings.attributes : mappings.attributes.filter(isActiveFlag);
  const values = targetValues(written, attributesOf(source), context, false);
  const changes = mappings.flows.has("Update")
    ? attributeChanges(written, values, ({ target }) => link.exported[target.name])
    : [];
  return { action: "update", link, values, changes, disables: changes.some(disables), inScope };
}

/** A user who went out of scope before is forgotten: Entra never deletes such a one. */
function planPurged(link: Link | undefined, mappings: ObjectMappings): Plan {
  if (link === undefined) return { action: "none", leavesScope: false };
  return link.inScope && mappings.flows.has("Delete") ? { action: "delete", link } : { action: "forget" };
}

function planNew(source: ScopedSource, mappings: ObjectMappings, context: EvaluationContext): Plan {
  if (!source.object.active) {
    const reason =
      "The account is disabled or deleted and was never provisioned, so there is nothing to disable.";
    return { action: "skip", code: "EntrySynchronizationSkipped", reason };
  }
  const { attributes } = mappings;
  const given = attributesOf(source);
  const values = targetValues(attributes, given, context, true);
  const hasDefaults = attributes.some(({ defaultValue }) => defaultValue !== null);
  const joining = hasDefaults ? targetValues(attributes, given, context, false) : values;
  return { action: "provision", values, joining };
}

/** What expressions see of an object. */
export function attributesOf({ object, isSoftDeleted }: ScopedSource): SourceAttributes {
  return object.attributes(isSoftDeleted);
}

function isActiveFlag({ target }: Pick<LoggedChange, "target">): boolean {
  return target.name === "active";
}

export function disables(change: LoggedChange): boolean {
  return isActiveFlag(change) && String(change.value).toLowerCase() === "false";
}
