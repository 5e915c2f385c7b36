export type {
  Argument,
  AttributeNode,
  CallNode,
  ComparisonNode,
  ComparisonOperator,
  ConstantNode,
  Expression,
  OmittedNode,
  Span,
} from "./ast.ts";
export { type CheckOptions, checkExpression, type ExpressionCheck } from "./check.ts";
export { ExpressionError } from "./error.ts";
export {
  findFunction,
  FUNCTIONS,
  type FunctionParameter,
  type FunctionSignature,
  type ParameterType,
  printSignature,
} from "./functions.ts";
export {
  type AttributeMappingSource,
  type AttributeMappingSourceInput,
  fromMappingSource,
  toMappingSource,
} from "./mapping-source.ts";
export { MAX_LENGTH, parseExpression } from "./parser.ts";
export { printExpression } from "./print.ts";
export { nearest } from "./suggest.ts";
