import { parseExpression } from "@entra-scim-kit/expressions";
import { evaluate } from "../evaluate.ts";
import type { EvaluationContext } from "../functions/function.ts";
import type { Value } from "../value.ts";

export const CONTEXT: EvaluationContext = {
  now: () => new Date("2021-08-25T17:41:18Z"),
  defaultDomain: "fabrikam.example",
};

/** The value of an expression for a source object. */
export function evaluated(expression: string, source: Readonly<Record<string, Value>> = {}): Value {
  return evaluate(parseExpression(expression), new Map(Object.entries(source)), CONTEXT);
}
