import { CodeUnits } from "./code-units.ts";
import { readCharacterEscape, readClassEscape } from "./escape.ts";
import { ignoringCase } from "./letter-case.ts";
import type { Reader } from "./reader.ts";

/** Of subtractions within subtractions. */
const MAX_DEPTH = 20;

/** `[…]`, also with a subtraction as in `[a-z-[aeiou]]`. The opening bracket has been read. */
export function readClass(reader: Reader, ignoreCase: boolean, depth = 0): CodeUnits {
  const opened = reader.at - 1;
  if (depth > MAX_DEPTH) throw reader.error("classes are nested too deeply", opened);
  const negative = reader.accept("^");
  let units = CodeUnits.none;
  let subtracted = CodeUnits.none;
  for (let first = true; ; first = false) {
    if (reader.done) throw reader.error("the class is not closed", opened);
    if (!first && reader.accept("]")) break;
    if (!first && reader.accept("-[")) {
      subtracted = readClass(reader, ignoreCase, depth + 1);
      if (!reader.accept("]")) throw reader.error("a subtraction must be the last part of a class");
      break;
    }
    if (reader.sees("[:")) throw reader.error("POSIX classes mean nothing in .NET");
    units = units.or(readMember(reader, ignoreCase));
  }
  const positive = ignoreCase ? ignoringCase(units) : units;
  return (negative ? positive.not() : positive).without(subtracted);
}

/** One character, a range, or a class behind a backslash. */
function readMember(reader: Reader, ignoreCase: boolean): CodeUnits {
  const at = reader.at;
  const first = readUnit(reader, ignoreCase);
  if (typeof first !== "number") return first;
  const isRange = reader.sees("-") && !reader.sees("-]") && !reader.sees("-[");
  if (!isRange) return CodeUnits.of([first, first]);
  reader.take();
  const last = readUnit(reader, ignoreCase);
  if (typeof last !== "number") throw reader.error("a range cannot end with a class", at);
  if (last < first) throw reader.error("the range is in reverse order", at);
  return CodeUnits.of([first, last]);
}

function readUnit(reader: Reader, ignoreCase: boolean): number | CodeUnits {
  const character = reader.take();
  if (character !== "\\") return character.charCodeAt(0);
  if (reader.accept("b")) return 8;
  // An escaped hyphen neither begins nor ends a range.
  if (reader.accept("-")) return CodeUnits.of([0x2d, 0x2d]);
  return readClassEscape(reader, ignoreCase) ?? readCharacterEscape(reader);
}
