import type { Argument, CallNode, Expression, Span } from "./ast.ts";
import { ExpressionError } from "./error.ts";
import { findFunction, parameterAt } from "./functions.ts";
import { parseExpression } from "./parser.ts";
import { printExpression } from "./print.ts";

/** Graph's `attributeMappingSource` as the service writes it. */
export interface AttributeMappingSource {
  readonly expression: string;
  readonly name: string;
  readonly type: "Attribute" | "Constant" | "Function";
  readonly parameters: readonly { readonly key: string; readonly value: AttributeMappingSource }[];
}

/** Graph's `attributeMappingSource` as a client may send it: an attribute or a constant by its name alone, too. */
export interface AttributeMappingSourceInput {
  readonly expression?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly parameters?:
    | readonly { readonly key: string; readonly value: AttributeMappingSourceInput }[]
    | null
    | undefined;
}

/**
 * The JSON form of an expression. Omitted arguments stay in `expression` and have no entry in `parameters`.
 *
 * How Graph encodes a comparison is not documented; here it is a function named by its operator, with the keys `left`
 * and `right`.
 */
export function toMappingSource(node: Expression): AttributeMappingSource {
  const expression = printExpression(node);
  switch (node.kind) {
    case "attribute":
      return { expression, name: node.name, type: "Attribute", parameters: [] };
    case "constant":
      return { expression, name: node.value, type: "Constant", parameters: [] };
    case "comparison": {
      const parameters = [
        { key: "left", value: toMappingSource(node.left) },
        { key: "right", value: toMappingSource(node.right) },
      ];
      return { expression, name: node.operator, type: "Function", parameters };
    }
    default:
      return { expression, name: node.name, type: "Function", parameters: callParameters(node) };
  }
}

function callParameters(call: CallNode): AttributeMappingSource["parameters"] {
  const signature = findFunction(call.name);
  return call.arguments.flatMap((argument, position) => {
    if (argument.kind === "omitted") return [];
    const key = signature === undefined ? null : parameterAt(signature, position)?.name;
    return [{ key: key ?? `argument${position + 1}`, value: toMappingSource(quoted(argument)) }];
  });
}

/** Among the parameters Graph quotes every constant: `Mid([x], 1, 8)` has `"\"8\""` there. */
function quoted(argument: Expression): Expression {
  return argument.kind === "constant" ? { ...argument, bare: false } : argument;
}

/**
 * The expression that a mapping's source stands for: by `expression` where a function has one, because the service
 * shows that text, else put together from `name` and `parameters`.
 *
 * @throws {ExpressionError} when the text cannot be parsed or a function without text is unknown.
 */
export function fromMappingSource(source: AttributeMappingSourceInput): Expression {
  const text = source.expression?.trim() ?? "";
  const name = source.name ?? "";
  const type = source.type ?? "Attribute";
  if (type === "Attribute" && name !== "") return { kind: "attribute", name, span: NOWHERE };
  if (type === "Constant" && (name !== "" || text === "")) {
    return { kind: "constant", value: name, bare: text === name && text !== "", span: NOWHERE };
  }
  return text === "" ? callFromParameters(source, name) : parseExpression(text);
}

const NOWHERE: Span = { start: 0, end: 0 };

function callFromParameters(source: AttributeMappingSourceInput, name: string): CallNode {
  const signature = findFunction(name);
  if (signature === undefined)
    throw new ExpressionError(name, 0, `unknown function ${name || "(without a name)"}`);
  const given = source.parameters ?? [];
  const args = signature.parameters.flatMap((parameter): Argument[] => {
    const values = given
      .filter((each) => each.key === parameter.name)
      .map((each) => fromMappingSource(each.value));
    if (values.length > 0 || parameter.allowMultipleOccurrences) return values;
    return [{ kind: "omitted", span: NOWHERE }];
  });
  const last = args.findLastIndex((each) => each.kind !== "omitted");
  return { kind: "call", name, arguments: args.slice(0, last + 1), span: NOWHERE };
}
