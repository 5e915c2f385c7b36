import { badRequest, type ScimType } from "../error.ts";

/** A piece of a filter or path; `at` is its offset for the error text. */
export type Token =
  | { readonly kind: "(" | ")" | "[" | "]" | "."; readonly at: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number }
  | { readonly kind: "word"; readonly value: string; readonly at: number };

const SPACE = /[ \t]+/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
// Attribute names, URNs, operators, and values without quotes. Dots are inside; one after "]" is its own token.
const WORD = /[A-Za-z0-9$_+-][\w$:.+@-]*/y;

/**
 * Cuts a filter or PATCH path into tokens.
 *
 * @throws {ScimError} 400 of the given type at the first character that fits nowhere.
 */
export function lex(text: string, scimType: ScimType): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const char = text[at];
    if (char === "(" || char === ")" || char === "[" || char === "]" || char === ".") {
      tokens.push({ kind: char, at });
      at += 1;
      continue;
    }
    const quoted = take(STRING);
    if (quoted !== undefined) {
      tokens.push({ kind: "string", value: unquote(quoted, at, scimType), at });
      at += quoted.length;
      continue;
    }
    const word = take(WORD);
    if (word === undefined) {
      throw badRequest(scimType, `Unexpected ${JSON.stringify(char)} at position ${at + 1}`);
    }
    tokens.push({ kind: "word", value: word, at });
    at += word.length;
  }
  return tokens;
}

function unquote(quoted: string, at: number, scimType: ScimType): string {
  let value: string;
  try {
    value = JSON.parse(quoted) as string;
  } catch {
    throw badRequest(scimType, `The string at position ${at + 1} is not a JSON string`);
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw badRequest(scimType, `The string at position ${at + 1} holds a character that no value can have`);
  }
  return value;
}
