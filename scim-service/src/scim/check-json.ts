import { badRequest } from "./error.ts";

/** Deepest nesting of objects and arrays in a body. */
const MAX_JSON_DEPTH = 32;
/** Most values in a body: each takes far more memory than its bytes. 20,000 members are 60,000. */
const MAX_JSON_VALUES = 100_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Refuses in a JSON text what `JSON.parse` lets pass: a key that is there twice, `__proto__`, NUL and halves of
 * surrogate pairs (which no database text can hold), deep nesting, and more values than a body needs. The text must be
 * valid JSON.
 *
 * @throws {ScimError} 400 `invalidSyntax`, or `invalidValue` for a character.
 */
export function checkJson(text: string): void {
  // The keys seen of each object that is open; undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let atKey = false;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        atKey = text.charCodeAt(at) === OPEN_OBJECT;
        open.push(atKey ? new Set() : undefined);
        if (open.length > MAX_JSON_DEPTH) {
          throw badRequest("invalidSyntax", `The body is nested more than ${MAX_JSON_DEPTH} levels deep`);
        }
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        atKey = false;
        break;
      case COMMA:
        values += 1;
        if (values > MAX_JSON_VALUES) {
          throw badRequest(
            "invalidSyntax",
            `The body has more than ${MAX_JSON_VALUES} values; send less at a time`,
          );
        }
        atKey = open.at(-1) !== undefined;
        break;
      case COLON:
        atKey = false;
        break;
      case QUOTE: {
        const end = closingQuote(text, at);
        const value = stringAt(text, at, end);
        if (atKey) checkKey(value, open.at(-1));
        at = end;
        break;
      }
      default:
    }
  }
}

function closingQuote(text: string, opening: number): number {
  let end = text.indexOf('"', opening + 1);
  for (;;) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
}

function stringAt(text: string, opening: number, end: number): string {
  const raw = text.slice(opening + 1, end);
  if (!raw.includes("\\")) return raw;
  const value = JSON.parse(text.slice(opening, end + 1)) as string;
  if (value.includes("\0")) throw badRequest("invalidValue", "A string holds the character NUL (\\u0000)");
  if (!value.isWellFormed()) throw badRequest("invalidValue", "A string holds half of a surrogate pair");
  return value;
}

function checkKey(key: string, seen: Set<string> | undefined): void {
  if (key === "__proto__") throw badRequest("invalidSyntax", 'The body has the key "__proto__"');
  if (seen?.has(key)) throw badRequest("invalidSyntax", `The body has the key ${JSON.stringify(key)} twice`);
  seen?.add(key);
}
