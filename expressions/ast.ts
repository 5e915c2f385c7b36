/** Where a node stands in the text it was parsed from: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `[department]`: the value of a source attribute. Names are case-sensitive. */
export interface AttributeNode {
  readonly kind: "attribute";
  readonly name: string;
  readonly span: Span;
}

/** `"text"`, or, with `bare`, a number (`5`, `-10`, `&HF7`) or word (`vbTextCompare`) written without quotes. */
export interface ConstantNode {
  readonly kind: "constant";
  readonly value: string;
  readonly bare: boolean;
  /** As it was written between its quotation marks, when a backslash in it escapes nothing, as in `"\,"`. */
  readonly raw?: string;
  readonly span: Span;
}

/** An optional argument left out between two commas, as the second one of `Switch([state], , "a", "b")`. */
export interface OmittedNode {
  readonly kind: "omitted";
  readonly span: Span;
}

export type ComparisonOperator = "=" | "<>" | ">" | ">=" | "<" | "<=";

/** `[country]="USA"`: what `IIF` and `CBool` take as a condition. */
export interface ComparisonNode {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `Name(argument, argument)`. */
export interface CallNode {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export type Expression = AttributeNode | ConstantNode | ComparisonNode | CallNode;

/** What may stand between the parentheses of a call. */
export type Argument = Expression | OmittedNode;
