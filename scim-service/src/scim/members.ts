import { badRequest } from "./error.ts";
import type { ResolvedFilter } from "./filter/resolve.ts";
import { isArray, isObject, type Json } from "./json.ts";
import type { Dialect } from "./leniency.ts";
import type { Step } from "./patch/steps.ts";
import { addedValues, parseValue } from "./value.ts";

/** What one step of a PATCH does to a group's members. */
export type MembersStep =
  | { readonly kind: "add" | "remove" | "replace"; readonly ids: readonly string[] }
  | { readonly kind: "removeWhere"; readonly filter: ResolvedFilter };

/** A change of a group's members: first `remove` (or everyone, when `replace`), then `add`. The two lists share no id. */
export interface MembersChange {
  readonly replace: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Ids in a parsed `members` value, each once. */
export function memberIds(value: Json | undefined): readonly string[] {
  const ids = new Set<string>();
  for (const member of isArray(value) ? value : []) {
    const id = isObject(member) ? member["value"] : undefined;
    if (typeof id !== "string")
      throw badRequest("invalidValue", 'A member needs "value", the id of a user or group');
    ids.add(id);
  }
  return [...ids];
}

/** @throws {ScimError} 400 `mutability` for a change inside a member, `invalidValue` or `invalidSyntax`. */
export function membersStep(step: Step, dialect: Dialect): MembersStep {
  const { op, attribute, filter, sub, value, path } = step;
  if (sub || (filter && op !== "remove")) {
    throw badRequest("mutability", `"${path}": a member is added or removed as a whole`);
  }
  if (filter) {
    const ids = idsOf(filter);
    return ids ? { kind: "remove", ids } : { kind: "removeWhere", filter };
  }
  if (op === "remove" && (value === undefined || value === null)) return { kind: "replace", ids: [] };
  const sent = op === "add" ? addedValues(value) : value;
  const ids = memberIds(sent === undefined ? undefined : parseValue(attribute, sent, path, dialect));
  return { kind: op, ids };
}

/** The ids of `value eq "…"` and of any number of them joined by `or`. */
function idsOf(filter: ResolvedFilter): readonly string[] | undefined {
  if (filter.kind === "compare") {
    const { operator, target, value } = filter;
    return operator === "eq" && target.attribute.name === "value" ? [String(value)] : undefined;
  }
  if (filter.kind !== "or") return undefined;
  const [left, right] = [idsOf(filter.left), idsOf(filter.right)];
  return left && right && [...left, ...right];
}

/** Adds up steps in order; undefined where one of them depends on who is a member. */
export function netChange(steps: readonly MembersStep[]): MembersChange | undefined {
  const add = new Set<string>();
  const remove = new Set<string>();
  let replace = false;
  for (const step of steps) {
    if (step.kind === "removeWhere") return undefined;
    if (step.kind === "replace") {
      replace = true;
      add.clear();
      remove.clear();
    }
    const [into, outOf] = step.kind === "remove" ? [remove, add] : [add, remove];
    for (const id of step.ids) {
      into.add(id);
      outOf.delete(id);
    }
  }
  return { replace, add: [...add], remove: replace ? [] : [...remove] };
}

/** How many ids an error names. */
const SHOWN = 5;

/**
 * Refuses ids of which the tenant has no user or group. Entra sends only ids that this service gave out, so an unknown one
 * means that somebody deleted the user here: the error makes Entra read it again, which a silent acceptance would not. A
 * strict tenant's are left out, as RFC 7644 asks for no such check.
 *
 * @throws {ScimError} 400 `invalidValue` that names them, unless the tenant is strict.
 */
export function refuseUnknownMembers(ids: readonly string[], dialect: Dialect): void {
  if (!dialect.allows("knownMembersOnly")) return;
  const shown = ids
    .slice(0, SHOWN)
    .map((id) => JSON.stringify(id.slice(0, 64)))
    .join(", ");
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
  throw badRequest("invalidValue", `No user or group of this tenant has the id ${shown}${more}`);
}
