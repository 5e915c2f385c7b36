import type { Assertion, Node } from "./ast.ts";
import { readClass } from "./class-parser.ts";
import { CodeUnits } from "./code-units.ts";
import { readCharacterEscape, readClassEscape } from "./escape.ts";
import { type Options, readGroup, readOptions } from "./group.ts";
import { ignoringCase } from "./letter-case.ts";
import { readBounds, readQuantifier } from "./quantifier.ts";
import { Reader } from "./reader.ts";

const MAX_DEPTH = 50;
const LINE_FEED = CodeUnits.of([0x0a, 0x0a]);

/** A pattern's tree, and its groups: by name and by number, whole pattern aside. */
export interface ParsedPattern {
  readonly root: Node;
  /** What a group is called in the tree, by each of its names. */
  readonly groups: ReadonlyMap<string, string>;
}

/**
 * The tree of a .NET pattern.
 *
 * @throws {PatternError} at the first place that is wrong, or whose meaning JavaScript has no exact equal for.
 */
export function parsePattern(text: string): ParsedPattern {
  // .NET also looks for the groups first: whether `\12` is a group or a character depends on those behind it.
  const scan = new Parser(text, undefined);
  scan.pattern();
  const groups = numbered([...scan.groups]);
  return { root: new Parser(text, groups).pattern(), groups };
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

/** Groups without a name are numbered from 1, and those with one from there on. */
function numbered(names: readonly string[]): ReadonlyMap<string, string> {
  const unnamed = names.filter(isNumber);
  const named = names.filter((name) => !isNumber(name));
  return new Map([
    ...unnamed.map((name) => [name, name] as const),
    ...named.flatMap((name, index) => [
      [name, name] as const,
      [String(unnamed.length + index + 1), name] as const,
    ]),
  ]);
}

class Parser {
  /** Names and numbers of the groups so far. */
  readonly groups = new Set<string>();
  readonly #reader: Reader;
  readonly #known: ReadonlyMap<string, string> | undefined;
  #unnamed = 0;
  #options: Options = {};

  constructor(text: string, known: ReadonlyMap<string, string> | undefined) {
    this.#reader = new Reader(text);
    this.#known = known;
  }

  pattern(): Node {
    const node = this.#alternation(0);
    if (!this.#reader.done) throw this.#reader.error("there are too many closing parentheses");
    return node;
  }

  #alternation(depth: number): Node {
    if (depth > MAX_DEPTH) throw this.#reader.error("groups are nested too deeply");
    const outer = this.#options;
    const branches = [this.#sequence(depth)];
    while (this.#reader.accept("|")) branches.push(this.#sequence(depth));
    this.#options = outer;
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : { kind: "alternation", branches };
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    for (;;) {
      this.#skipComments();
      if (this.#reader.done || this.#reader.sees("|") || this.#reader.sees(")")) break;
      const at = this.#reader.at;
      const options = readOptions(this.#reader, this.#options);
      if (options !== undefined) {
        this.#options = options;
        continue;
      }
      const atom = this.#atom(depth);
      this.#skipComments();
      items.push(readQuantifier(this.#reader, atom, at));
    }
    return { kind: "sequence", items };
  }

  /** Comments, and with `(?x)` white space and the rest of a line behind `#`. */
  #skipComments(): void {
    for (;;) {
      const at = this.#reader.at;
      if (this.#reader.accept("(?#") && this.#reader.match(/[^)]*\)/y) === null) {
        throw this.#reader.error("the comment is not closed", at);
      }
      if (this.#options.ignoreWhiteSpace === true) this.#reader.match(/(?:[\t-\r ]|#[^\n]*)*/y);
      if (this.#reader.at === at) return;
    }
  }

  #atom(depth: number): Node {
    const reader = this.#reader;
    const { ignoreCase = false, multiline, singleLine } = this.#options;
    const at = reader.at;
    const character = reader.take();
    switch (character) {
      case "(":
        return this.#group(depth, at);
      case "[":
        return { kind: "units", units: readClass(reader, ignoreCase) };
      case ".":
        return { kind: "units", units: singleLine === true ? CodeUnits.all : LINE_FEED.not() };
      case "^":
        return { kind: "assertion", assertion: multiline === true ? "startOfLine" : "start" };
      case "$":
        return { kind: "assertion", assertion: multiline === true ? "endOfLine" : "endBeforeLineFeed" };
      case "*":
      case "+":
      case "?":
      case "{":
        reader.at = at;
        if (readBounds(reader) !== undefined) throw reader.error(`${character} has nothing to repeat`, at);
        reader.at = at + 1;
        return single(character.charCodeAt(0), ignoreCase);
      case "\\":
        return this.#escape(at, ignoreCase);
      default:
        return single(character.charCodeAt(0), ignoreCase);
    }
  }

  #group(depth: number, at: number): Node {
    const opened = readGroup(this.#reader, this.#options, at);
    const outer = this.#options;
    let name: string | undefined;
    if (opened.kind === "capture") {
      name = opened.name ?? String((this.#unnamed += 1));
      if (this.groups.has(name)) throw this.#reader.error(`two groups have the name ${name}`, at);
      this.groups.add(name);
    }
    if (opened.kind === "plain") this.#options = opened.options;
    const body = this.#alternation(depth + 1);
    this.#options = outer;
    if (!this.#reader.accept(")")) throw this.#reader.error("the group is not closed", at);
    if (name !== undefined) return { kind: "capture", name, body };
    if (opened.kind === "atomic") return { kind: "atomic", body, at };
    if (opened.kind === "look") return { ...opened, body };
    return body;
  }

  #escape(at: number, ignoreCase: boolean): Node {
    const reader = this.#reader;
    const assertion = reader.match(/[AzZbBG]/y)?.[0];
    if (assertion === "G") throw reader.error("\\G, the end of the last match, cannot be translated", at);
    if (assertion !== undefined) return { kind: "assertion", assertion: ASSERTIONS[assertion] ?? "start" };
    const named = reader.match(/k(?:<(\w+)>|'(\w+)')/y);
    if (named !== null) return this.#reference(named[1] ?? named[2] ?? "", at, ignoreCase);
    const start = reader.at;
    const number = reader.match(/[1-9]\d*/y)?.[0];
    if (number !== undefined) {
      if (number.length === 1 || this.#known === undefined || this.#known.has(number)) {
        return this.#reference(number, at, ignoreCase);
      }
      reader.at = start;
    }
    const units = readClassEscape(reader, ignoreCase);
    return units === undefined ? single(readCharacterEscape(reader), ignoreCase) : { kind: "units", units };
  }

  #reference(name: string, at: number, ignoreCase: boolean): Node {
    if (ignoreCase) throw this.#reader.error("a reference to a group under (?i) cannot be translated", at);
    const group = this.#known === undefined ? name : this.#known.get(name);
    if (group === undefined) throw this.#reader.error(`there is no group ${name}`, at);
    return { kind: "reference", name: group, at };
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: "start",
  z: "end",
  Z: "endBeforeLineFeed",
  b: "boundary",
  B: "noBoundary",
};

function single(unit: number, ignoreCase: boolean): Node {
  const units = CodeUnits.of([unit, unit]);
  return { kind: "units", units: ignoreCase ? ignoringCase(units) : units };
}
