import { badRequest } from "../error.ts";
import type { ResolvedFilter } from "../filter/resolve.ts";
import type { Dialect } from "../leniency.ts";
import { memberIds } from "../resource.ts";
import { parseValue } from "../value.ts";
import type { Step } from "./steps.ts";

/** What a step does to a group's members. */
export type MembersStep =
  | { readonly kind: "add" | "remove" | "replace"; readonly ids: readonly string[] }
  | { readonly kind: "removeWhere"; readonly filter: ResolvedFilter };

/** The sum of several steps: first `remove` (or everyone, when `replace`), then `add`. The two lists share no id. */
export interface MembersChange {
  readonly replace: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
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
  const ids = memberIds(value === undefined ? undefined : parseValue(attribute, value, path, dialect));
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

/** Adds up steps in order; undefined where one of them needs to look at the members first. */
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
