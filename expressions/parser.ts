import type { Argument, Expression, OmittedNode } from "./ast.ts";
import { ExpressionError } from "./error.ts";
import { type Token, tokenize } from "./lexer.ts";

/** Microsoft's limit on the length of one expression, in characters. */
export const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;

const BARE_WORDS = new Set(["vbTextCompare", "vbBinaryCompare", "True", "False"]);
const LOGICAL_WORDS = new Set(["AND", "OR", "NOT"]);

/**
 * Parses an attribute-mapping expression. Only the grammar is looked at; `checkExpression` also knows the functions.
 *
 * @throws ExpressionError at the first place where the text stops being an expression.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(text, MAX_LENGTH, `expression is longer than ${MAX_LENGTH} characters`);
  }
  const parser = new Parser(text);
  const expression = parser.operation(0);
  parser.end();
  return expression;
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  /** An operand, or two of them with a comparison operator between. */
  operation(depth: number): Expression {
    const left = this.#operand(depth);
    const operator = this.#peek();
    if (operator.type !== "operator") return left;
    this.#at += 1;
    const right = this.#operand(depth);
    const next = this.#peek();
    if (next.type === "operator") {
      throw this.#error(next, "one condition compares two values, not three");
    }
    const span = { start: left.span.start, end: right.span.end };
    return { kind: "comparison", operator: operator.value, left, right, span };
  }

  end(): void {
    const token = this.#peek();
    if (token.type === "end") return;
    if (token.type === "word" && LOGICAL_WORDS.has(token.value.toUpperCase())) throw this.#logical(token);
    throw this.#error(token, `unexpected ${describe(token)} after the end of the expression`, "nothing more");
  }

  #operand(depth: number): Expression {
    const token = this.#peek();
    if (depth > MAX_DEPTH) throw this.#error(token, `functions are nested deeper than ${MAX_DEPTH}`);
    this.#at += 1;
    switch (token.type) {
      case "attribute":
        return { kind: "attribute", name: token.value, span: token.span };
      case "string":
        return {
          kind: "constant",
          value: token.value,
          bare: false,
          ...(token.raw !== undefined && { raw: token.raw }),
          span: token.span,
        };
      case "number":
        return { kind: "constant", value: token.value, bare: true, span: token.span };
      case "word":
        return this.#word(token, depth);
      default:
        throw this.#error(token, `unexpected ${describe(token)}`, "an attribute, a constant or a function");
    }
  }

  #word(token: Token, depth: number): Expression {
    if (this.#peek().type === "(") return this.#call(token, depth);
    if (BARE_WORDS.has(token.value)) {
      return { kind: "constant", value: token.value, bare: true, span: token.span };
    }
    if (LOGICAL_WORDS.has(token.value.toUpperCase())) throw this.#logical(token);
    throw this.#error(
      token,
      `${token.value} is neither an attribute, a constant nor a function call`,
      `\`[${token.value}]\` for an attribute, \`"${token.value}"\` for a constant, \`${token.value}(…)\` for a function`,
    );
  }

  #call(name: Token, depth: number): Expression {
    const open = this.#peek();
    this.#at += 1;
    const args: Argument[] = [];
    if (this.#peek().type !== ")") {
      do {
        args.push(this.#argument(depth));
      } while (this.#accept(","));
    }
    const close = this.#peek();
    if (close.type === "word" && LOGICAL_WORDS.has(close.value.toUpperCase())) throw this.#logical(close);
    if (close.type === "end") {
      throw this.#error(open, `the parenthesis of ${name.value} is not closed`, "`)`");
    }
    if (close.type !== ")") {
      throw this.#error(
        close,
        `unexpected ${describe(close)} in the arguments of ${name.value}`,
        "`,` or `)`",
      );
    }
    this.#at += 1;
    const span = { start: name.span.start, end: close.span.end };
    return { kind: "call", name: name.value, arguments: args, span };
  }

  #argument(depth: number): Argument {
    const token = this.#peek();
    if (token.type !== "," && token.type !== ")") return this.operation(depth + 1);
    const omitted: OmittedNode = {
      kind: "omitted",
      span: { start: token.span.start, end: token.span.start },
    };
    return omitted;
  }

  #accept(type: Token["type"]): boolean {
    if (this.#peek().type !== type) return false;
    this.#at += 1;
    return true;
  }

  #peek(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined)
      throw new ExpressionError(this.#text, this.#text.length, "expression ends too early");
    return token;
  }

  #logical(token: Token): ExpressionError {
    return this.#error(
      token,
      `conditions know no ${token.value.toUpperCase()}`,
      "one comparison; nest IIF in IIF for more, or use the function Not",
    );
  }

  #error(token: Token, problem: string, expected?: string): ExpressionError {
    return new ExpressionError(
      this.#text,
      token.span.start,
      problem,
      expected === undefined ? {} : { expected },
    );
  }
}

function describe(token: Token): string {
  if (token.type === "end") return "end";
  if (token.type === "attribute") return `[${token.value}]`;
  return token.type === "string" ? `"${token.value}"` : `\`${token.value}\``;
}
