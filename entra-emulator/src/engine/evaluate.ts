import {
  type Argument,
  type ComparisonNode,
  type Expression,
  findFunction,
} from "@entra-scim-kit/expressions";
import { EvaluationError } from "./evaluation-error.ts";
import { COLLECTION_FUNCTIONS } from "./functions/collection.ts";
import { DATE_FUNCTIONS } from "./functions/date.ts";
import {
  argumentsOf,
  type EntraFunction,
  type EvaluationContext,
  parseInteger,
} from "./functions/function.ts";
import { GENERATED_FUNCTIONS } from "./functions/generated.ts";
import { LOGIC_FUNCTIONS } from "./functions/logic.ts";
import { ROLE_FUNCTIONS } from "./functions/role.ts";
import { TEXT_FUNCTIONS } from "./functions/text.ts";
import { booleanValue, type SourceAttributes, text, type Value } from "./value.ts";

const FUNCTIONS: ReadonlyMap<string, EntraFunction> = new Map(
  Object.entries({
    ...COLLECTION_FUNCTIONS,
    ...DATE_FUNCTIONS,
    ...GENERATED_FUNCTIONS,
    ...LOGIC_FUNCTIONS,
    ...ROLE_FUNCTIONS,
    ...TEXT_FUNCTIONS,
  }),
);

/**
 * The value of an expression for one source object.
 *
 * @throws {EvaluationError} when the engine lacks a function, or a function cannot take its arguments
 */
export function evaluate(node: Argument, source: SourceAttributes, context: EvaluationContext): Value {
  switch (node.kind) {
    case "attribute":
      return source.get(node.name) ?? null;
    case "constant":
      return node.value;
    case "omitted":
      return null;
    case "comparison":
      return booleanValue(compare(node, source, context));
    default: {
      const implementation = FUNCTIONS.get(findFunction(node.name)?.name ?? node.name);
      if (implementation === undefined)
        throw new EvaluationError(`the function ${node.name} is not supported`);
      const values = node.arguments.map((argument) => evaluate(argument, source, context));
      return implementation(argumentsOf(node.name, values, context));
    }
  }
}

/** A null or empty operand makes every condition fail, as documented for IIF. */
function compare(node: ComparisonNode, source: SourceAttributes, context: EvaluationContext): boolean {
  const left = text(evaluate(node.left, source, context));
  const right = text(evaluate(node.right, source, context));
  if (left === null || right === null || left === "" || right === "") return false;
  const order = orderOf(left, right);
  switch (node.operator) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    default:
      return order <= 0;
  }
}

/** Whole numbers compare as numbers, everything else by code unit. */
function orderOf(left: string, right: string): number {
  const [leftNumber, rightNumber] = [parseInteger(left), parseInteger(right)];
  if (!Number.isNaN(leftNumber) && !Number.isNaN(rightNumber)) return Math.sign(leftNumber - rightNumber);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The source attributes that an expression reads, each as often as it does. */
export function attributesRead(node: Argument): string[] {
  switch (node.kind) {
    case "attribute":
      return [node.name];
    case "comparison":
      return [node.left, node.right].flatMap(attributesRead);
    case "call":
      return node.arguments.flatMap(attributesRead);
    default:
      return [];
  }
}

/** Whether the value of an expression is kept out of the provisioning logs. */
export function isRedacted(node: Expression): boolean {
  return (
    node.kind === "call" &&
    (node.name === "Redact" || node.arguments.some((each) => each.kind === "call" && isRedacted(each)))
  );
}
