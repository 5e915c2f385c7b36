import type { Node } from "./ast.ts";
import type { Reader } from "./reader.ts";

/** Of repetitions that are counted; .NET's is 2,147,483,647. */
const MAX_COUNT = 1000;

const MARKS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  "*": [0, Infinity],
  "+": [1, Infinity],
  "?": [0, 1],
};

/** The atom with the quantifier behind it, if one comes. A brace that begins none is a plain character. */
export function readQuantifier(reader: Reader, atom: Node, at: number): Node {
  const bounds = readBounds(reader);
  if (bounds === undefined) return atom;
  const [least, most] = bounds;
  if (most < least) throw reader.error("the quantifier's bounds are in reverse order", at);
  if (Math.max(least, Number.isFinite(most) ? most : 0) > MAX_COUNT) {
    throw reader.error(`the emulator counts no more than ${MAX_COUNT} repetitions`, at);
  }
  const lazy = reader.accept("?");
  const again = reader.at;
  if (readBounds(reader) !== undefined) throw reader.error("a quantifier cannot follow another", again);
  return { kind: "repeat", body: atom, least, most, lazy, at };
}

/** How often the quantifier that comes next repeats, or undefined when none comes. */
export function readBounds(reader: Reader): readonly [number, number] | undefined {
  const mark = reader.match(/[*+?]/y)?.[0];
  if (mark !== undefined) return MARKS[mark];
  const counted = reader.match(/\{(\d{1,10})(,)?(\d{1,10})?\}/y);
  if (counted === null || (counted[2] === undefined && counted[3] !== undefined)) return undefined;
  const least = Number(counted[1]);
  if (counted[2] === undefined) return [least, least];
  return [least, counted[3] === undefined ? Infinity : Number(counted[3])];
}
