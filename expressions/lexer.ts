import type { ComparisonOperator, Span } from "./ast.ts";
import { ExpressionError } from "./error.ts";

export type Token =
  | { readonly type: "attribute" | "number" | "word"; readonly value: string; readonly span: Span }
  | { readonly type: "string"; readonly value: string; readonly raw?: string; readonly span: Span }
  | { readonly type: "operator"; readonly value: ComparisonOperator; readonly span: Span }
  | { readonly type: "(" | ")" | "," | "end"; readonly value: string; readonly span: Span };

const SPACE = /\s+/y;
const NUMBER = /&[Hh][0-9A-Fa-f]+|-?\d+(?:\.\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_.]*/y;
const OPERATOR = /<>|>=|<=|[=<>]/y;
const PUNCTUATION = /[(),]/y;

/**
 * Cuts an expression into tokens, ending with an `end` token.
 *
 * @throws {ExpressionError} for an unclosed quote or bracket, and a character no expression has.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };

  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = quoted(text, at) ?? bracketed(text, at) ?? plain(take, at);
    if (token === null) throw unexpectedCharacter(text, at);
    tokens.push(token);
    at = token.span.end;
  }
  tokens.push({ type: "end", value: "", span: { start: at, end: at } });
  return tokens;
}

function plain(take: (pattern: RegExp) => string | null, start: number): Token | null {
  const span = (value: string): Span => ({ start, end: start + value.length });
  const number = take(NUMBER);
  if (number !== null) return { type: "number", value: number, span: span(number) };
  const word = take(WORD);
  if (word !== null) return { type: "word", value: word, span: span(word) };
  const operator = take(OPERATOR);
  if (operator !== null)
    return { type: "operator", value: operator as ComparisonOperator, span: span(operator) };
  const mark = take(PUNCTUATION);
  if (mark !== null) return { type: mark as "(" | ")" | ",", value: mark, span: span(mark) };
  return null;
}

function bracketed(text: string, start: number): Token | null {
  if (text[start] !== "[") return null;
  const close = text.indexOf("]", start);
  if (close === -1) throw new ExpressionError(text, start, "attribute is not closed", { expected: "`]`" });
  const name = text.slice(start + 1, close).trim();
  if (name === "")
    throw new ExpressionError(text, start, "attribute has no name", { expected: "`[attributeName]`" });
  return { type: "attribute", value: name, span: { start, end: close + 1 } };
}

function quoted(text: string, start: number): Token | null {
  if (text[start] !== '"') return null;
  let value = "";
  let isPlain = true;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      const span = { start, end: at + 1 };
      return { type: "string", value, span, ...(!isPlain && { raw: text.slice(start + 1, at) }) };
    }
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escaped = text.charAt(at + 1);
    if (escaped !== "\\" && escaped !== '"') {
      // Microsoft publishes `"\,"` as well; what Graph makes of it is Graph's to say.
      isPlain = false;
      value += character;
      continue;
    }
    value += escaped;
    at += 1;
  }
  throw new ExpressionError(text, start, "constant is not closed", { expected: '`"`' });
}

function unexpectedCharacter(text: string, at: number): ExpressionError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if ("“”„‘’'`".includes(character)) {
    return new ExpressionError(text, at, `quotation mark ${character} does not quote anything`, {
      expected: 'the straight quotation mark `"`',
    });
  }
  return new ExpressionError(text, at, `unexpected ${JSON.stringify(character)}`, {
    expected: "an attribute in brackets, a constant in quotation marks or a function",
  });
}
