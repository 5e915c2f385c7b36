import { CodeUnits } from "./code-units.ts";
import { namedClass, shorthand } from "./named-class.ts";
import type { Reader } from "./reader.ts";

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A class behind a backslash, such as `\d` or `\P{Lu}`; undefined when none comes. The backslash has been read. */
export function readClassEscape(reader: Reader, ignoreCase: boolean): CodeUnits | undefined {
  const at = reader.at - 1;
  const short = reader.match(/[dDsSwW]/y)?.[0];
  if (short !== undefined) {
    const units = shorthand(short.toLowerCase() as "d" | "s" | "w");
    return short === short.toLowerCase() ? units : units.not();
  }
  const negative = reader.sees("P");
  if (!reader.accept("p") && !reader.accept("P")) return undefined;
  const name = reader.match(/\{([^}]*)\}/y)?.[1];
  if (name === undefined) throw reader.error("\\p needs a name in braces, such as \\p{L},", at);
  // As in .NET, the three cases of letters are one when case is ignored.
  const asked = ignoreCase && ["Lu", "Ll", "Lt"].includes(name) ? ["Lu", "Ll", "Lt"] : [name];
  const units = asked.map((each) => namedClass(each));
  const known = units.filter((each) => each !== undefined);
  if (known.length < units.length)
    throw reader.error(`the class \\p{${name}} is none that the emulator knows`, at);
  const union = CodeUnits.none.or(...known);
  return negative ? union.not() : union;
}

/** One character behind a backslash, as a code unit. The backslash has been read. */
export function readCharacterEscape(reader: Reader): number {
  const at = reader.at - 1;
  const octal = reader.match(/[0-7]{1,3}/y)?.[0];
  // .NET keeps the lowest eight bits.
  if (octal !== undefined) return Number.parseInt(octal, 8) & 0xff;
  const letter = reader.take();
  const control = CONTROLS[letter];
  if (control !== undefined) return control;
  if (letter === "x" || letter === "u") {
    const digits = reader.match(letter === "x" ? /[0-9A-Fa-f]{2}/y : /[0-9A-Fa-f]{4}/y)?.[0];
    if (digits === undefined) throw reader.error(`\\${letter} needs hexadecimal digits`, at);
    return Number.parseInt(digits, 16);
  }
  if (letter === "c") {
    const name = reader.match(/[@-_a-z]/y)?.[0];
    if (name === undefined) throw reader.error("\\c needs a letter", at);
    return name.toUpperCase().charCodeAt(0) - 0x40;
  }
  if (shorthand("w").has(letter.charCodeAt(0))) throw reader.error(`\\${letter} is no escape`, at);
  return letter.charCodeAt(0);
}
