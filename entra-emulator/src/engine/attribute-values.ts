import { evaluate } from "./evaluate.ts";
import type { EvaluationContext } from "./functions/function.ts";
import type { Mapping } from "./mapping.ts";
import { isEmpty, isTrue, type SourceAttributes, text, type Value } from "./value.ts";
import type { AttributeChange } from "./wire/patch.ts";
import { TargetError } from "./wire/target-error.ts";

/** JSON values by target attribute name; an attribute without a value is absent, because Entra sends no nulls. */
export type TargetValues = ReadonlyMap<string, unknown>;

/** A change with what logs show of it. */
export interface LoggedChange extends AttributeChange {
  readonly oldValue: unknown;
  readonly redacted: boolean;
}

/**
 * The values that the target is to have.
 *
 * @throws {TargetError} (`MissingValues`) when a required attribute has none
 * @throws {EvaluationError} when an expression cannot be evaluated
 */
export function targetValues(
  mappings: readonly Mapping[],
  source: SourceAttributes,
  context: EvaluationContext,
  creating: boolean,
): TargetValues {
  const values = new Map<string, unknown>();
  for (const mapping of mappings) {
    const evaluated = mapping.expression === undefined ? null : evaluate(mapping.expression, source, context);
    const value = jsonValue(isEmpty(evaluated) && creating ? mapping.defaultValue : evaluated, mapping);
    if (value !== undefined) values.set(mapping.target.name, value);
    else if (mapping.required && mapping.defaultValue === null) {
      throw new TargetError("MissingValues", `The required attribute ${mapping.target.name} has no value.`);
    }
  }
  return values;
}

function jsonValue(value: Value, { type, multivalued, roleList }: Mapping): unknown {
  if (value === null || value === "") return undefined;
  if (value.length === 0) return roleList === "replace" ? [] : undefined;
  if (typeof value !== "string" && (multivalued || typeof value[0] === "object")) return value;
  const single = text(value);
  if (single === null || single === "") return undefined;
  if (multivalued) return [single];
  if (type === "Boolean") return isTrue(single);
  return type === "Integer" && /^-?\d+$/.test(single) ? Number(single) : single;
}

/** What has to be written so that the target has the values. `current` gives its present value, undefined for none. */
export function attributeChanges(
  mappings: readonly Mapping[],
  values: TargetValues,
  current: (mapping: Mapping) => unknown,
): LoggedChange[] {
  return mappings.flatMap((mapping): LoggedChange[] => {
    const value = values.get(mapping.target.name);
    if (value === undefined || mapping.flowType === "ObjectAddOnly") return [];
    const oldValue = current(mapping);
    if (oldValue !== undefined && mapping.flowType !== "Always") return [];
    if (!mapping.flowAlways && isSame(value, oldValue, mapping.caseExact)) return [];
    if (oldValue === undefined && Array.isArray(value) && value.length === 0) return [];
    const op = OPERATIONS[mapping.roleList ?? (oldValue === undefined ? "add" : "replace")];
    return [{ op, target: mapping.target, value, oldValue, redacted: mapping.redacted }];
  });
}

const OPERATIONS = { add: "Add", replace: "Replace" } as const;

/** A target may give a boolean as a string; letter case counts only where the schema says so. */
function isSame(value: unknown, other: unknown, caseExact: boolean): boolean {
  if (other === undefined) return false;
  const [one, two] = [canonical(value), canonical(other)];
  const boolean = typeof value === "boolean" || typeof other === "boolean";
  return caseExact && !boolean ? one === two : one.toLowerCase() === two.toLowerCase();
}

function canonical(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
