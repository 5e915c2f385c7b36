import type { Filter } from "./document.ts";
import type { ScopingFilterInput } from "./inputs.ts";
import { scopingFilter } from "./shapes.ts";

/** Graph's filter for an input, based on the one that was there before. */
export function buildFilter(input: ScopingFilterInput, before: Filter | null | undefined): Filter {
  return {
    ...(before ?? { inputFilterGroups: [], categoryFilterGroups: [] }),
    groups: input.groups.map(({ name = "", clauses }) => ({
      name: name === "" ? null : name,
      clauses: clauses.map(({ attribute, operator, values = [] }) => ({
        sourceOperandName: attribute,
        operatorName: operator,
        targetOperand: { values },
      })),
    })),
  };
}

export interface DescribedGroup {
  /** Empty when it has none. */
  name: string;
  clauses: { attribute: string; operator: string; values: string[] }[];
}

/** A filter in the words of the inputs. */
export function describeFilter(filter: Filter | null | undefined): DescribedGroup[] {
  return (filter?.groups ?? []).map((group) => ({
    name: group.name ?? "",
    clauses: group.clauses.map((clause) => ({
      attribute: clause.sourceOperandName,
      operator: clause.operatorName,
      values: clause.targetOperand?.values ?? [],
    })),
  }));
}

/** The input that amounts to a filter; undefined when inputs cannot express it. */
export function filterInputFor(
  filter: Filter | null | undefined,
  object: ScopingFilterInput["object"],
): ScopingFilterInput | undefined {
  const groups = describeFilter(filter).map(({ name, clauses }) => {
    return name === "" ? { clauses } : { name, clauses };
  });
  return scopingFilter.safeParse({ object, groups }).data;
}

export function sameFilter(one: Filter | null | undefined, other: Filter | null | undefined): boolean {
  return JSON.stringify(describeFilter(one)) === JSON.stringify(describeFilter(other));
}

/** A filter in one line, as `Sales: department EQUALS "Sales" and country EQUALS "DE"; or …`. */
export function filterText(filter: Filter | null | undefined): string {
  const groups = describeFilter(filter).map(({ name, clauses }) => {
    const conditions = clauses.map(({ attribute, operator, values }) =>
      [attribute, operator, ...values.map((value) => JSON.stringify(value))].join(" "),
    );
    return (name === "" ? "" : `${name}: `) + conditions.join(" and ");
  });
  return groups.length === 0 ? "everyone" : groups.join("; or ");
}
