import type { Argument, CallNode, Expression } from "./ast.ts";
import { ExpressionError } from "./error.ts";
import {
  findFunction,
  FUNCTIONS,
  type FunctionParameter,
  type FunctionSignature,
  parameterAt,
  printSignature,
} from "./functions.ts";
import { parseExpression } from "./parser.ts";
import { nearest } from "./suggest.ts";

export interface CheckOptions {
  /** Names of the source attributes that exist; without it, any attribute name passes. */
  readonly attributes?: Iterable<string>;
}

const TAKES_CONDITION: Readonly<Record<string, string>> = { IIF: "condition", CBool: "Expression" };
const NULL_TESTS = new Set(["IsNull", "IsNullOrEmpty", "IsPresent", "IsNothing"]);
const ROLE_FUNCTIONS = new Set([
  "SingleAppRoleAssignment",
  "AppRoleAssignmentsComplex",
  "AssertiveAppRoleAssignmentsComplex",
]);
const INTERVALS = new Set(["yyyy", "m", "d", "ww", "h", "n", "s"]);

/** Both in the order of the text. */
export interface ExpressionCheck {
  /** Clear mistakes. */
  readonly errors: readonly ExpressionError[];
  /** What is doubtful by Microsoft's reference, but for Graph's own `parseExpression` to decide. */
  readonly warnings: readonly ExpressionError[];
}

/**
 * What is wrong with an expression as far as can be told without Graph. A mistake of grammar hides those behind it, so it
 * comes alone.
 */
export function checkExpression(text: string, options: CheckOptions = {}): ExpressionCheck {
  let root: Expression;
  try {
    root = parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { errors: [error], warnings: [] };
    throw error;
  }
  const check = new Check(text, options.attributes === undefined ? null : new Set(options.attributes));
  check.top(root);
  return { errors: inOrder(check.errors), warnings: inOrder(check.warnings) };
}

function inOrder(problems: readonly ExpressionError[]): ExpressionError[] {
  return problems.toSorted((one, other) => one.offset - other.offset);
}

class Check {
  readonly errors: ExpressionError[] = [];
  readonly warnings: ExpressionError[] = [];
  readonly #text: string;
  readonly #attributes: ReadonlySet<string> | null;

  constructor(text: string, attributes: ReadonlySet<string> | null) {
    this.#text = text;
    this.#attributes = attributes;
  }

  top(root: Expression): void {
    if (root.kind === "comparison")
      this.#report(root, "a comparison is not a value", "IIF(condition, then, else)");
    this.#visit(root);
  }

  #visit(node: Argument): void {
    if (node.kind === "attribute") this.#attribute(node.name, node);
    if (node.kind === "constant" && node.raw !== undefined) {
      const expected = 'two backslashes for one, or `\\"` for a quotation mark';
      this.#warn(node, "a backslash stands alone in the constant", expected);
    }
    if (node.kind === "comparison") {
      this.#visit(node.left);
      this.#visit(node.right);
    }
    if (node.kind === "call") this.#call(node);
  }

  #attribute(name: string, node: Argument): void {
    if (this.#attributes === null || this.#attributes.has(name)) return;
    const near = nearest(name, this.#attributes);
    const suggestion = near === null ? null : `[${near}]`;
    this.#report(node, `unknown attribute [${name}]`, undefined, suggestion);
  }

  #call(call: CallNode): void {
    for (const argument of call.arguments) this.#visit(argument);
    const signature = findFunction(call.name);
    if (signature === undefined) {
      const near = nearest(call.name, FUNCTIONS.keys());
      if (near !== null) this.#report(call, `unknown function ${call.name}`, undefined, near);
      else this.#warn(call, `Microsoft's reference has no function ${call.name}`);
      return;
    }
    if (signature.name !== call.name) {
      this.#warn(call, `the function ${signature.name} is written in another letter case`);
    }
    this.#count(call, signature);
    for (const [position, argument] of call.arguments.entries()) {
      const parameter = parameterAt(signature, position);
      if (parameter !== null) this.#argument(call, signature, parameter, argument);
    }
    this.#special(call, signature);
  }

  #count(call: CallNode, signature: FunctionSignature): void {
    const fixed = signature.parameters.filter((each) => !each.allowMultipleOccurrences);
    const repeats = fixed.length < signature.parameters.length;
    const least = repeats
      ? fixed.length + signature.repeat.least * signature.repeat.size
      : fixed.findLastIndex((each) => each.required) + 1;
    const given = call.arguments.length;
    const expected = printSignature(signature);
    if (given < least) this.#report(call, `${call.name} has too few arguments (${given})`, expected);
    const surplus = call.arguments[fixed.length];
    if (!repeats && surplus !== undefined) {
      this.#report(surplus, `${call.name} has too many arguments (${given})`, expected);
    }
    if (repeats && given > least && (given - fixed.length) % signature.repeat.size !== 0) {
      this.#report(call, `the last key of ${call.name} has no value`, expected);
    }
  }

  #argument(
    call: CallNode,
    signature: FunctionSignature,
    parameter: FunctionParameter,
    given: Argument,
  ): void {
    if (given.kind === "omitted") {
      if (!parameter.required) return;
      this.#report(given, `${call.name} needs its argument ${parameter.name}`, printSignature(signature));
      return;
    }
    if (given.kind === "comparison" && TAKES_CONDITION[signature.name] !== parameter.name) {
      this.#report(
        given,
        `${call.name} takes no comparison as ${parameter.name}`,
        "a value; only IIF and CBool compare",
      );
    }
    if (given.kind === "constant" && parameter.type === "Integer" && !isInteger(given.value)) {
      this.#report(given, `${parameter.name} of ${call.name} is not a whole number`, "a number such as `3`");
    }
  }

  #special(call: CallNode, { name }: FunctionSignature): void {
    const first = call.arguments[0];
    if (name === "SelectUniqueValue") {
      this.#warn(
        call,
        "SelectUniqueValue works only when Active Directory is the target",
        "another function",
      );
    }
    if (first === undefined || first.kind === "omitted") return;
    if (ROLE_FUNCTIONS.has(name) && !(first.kind === "attribute" && first.name === "appRoleAssignments")) {
      this.#warn(first, `${name} reads only the app roles`, "`[appRoleAssignments]`");
    }
    if (name.startsWith("Date") && first.kind === "constant" && name !== "DateFromNum") {
      if (!INTERVALS.has(first.value)) {
        this.#warn(first, `unknown interval "${first.value}"`, [...INTERVALS].join(", "));
      }
    }
    if (name === "IIF" && first.kind === "call" && NULL_TESTS.has(first.name)) {
      this.#warn(
        first,
        `IIF never takes its first branch for an empty value, so it cannot test one with ${first.name}`,
        'Switch with an empty key, as in `Switch([country], [country], "", "Other")`',
      );
    }
  }

  #report(node: Argument, problem: string, expected?: string, suggestion: string | null = null): void {
    const help = expected === undefined ? { suggestion } : { expected, suggestion };
    this.errors.push(new ExpressionError(this.#text, node.span.start, problem, help));
  }

  #warn(node: Argument, problem: string, expected?: string): void {
    const help = expected === undefined ? {} : { expected };
    this.warnings.push(new ExpressionError(this.#text, node.span.start, problem, help));
  }
}

function isInteger(value: string): boolean {
  return /^(?:-?\d+|&[Hh][0-9A-Fa-f]+)$/.test(value);
}
