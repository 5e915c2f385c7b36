import { EvaluationError } from "../evaluation-error.ts";
import { checkTranslatable, unreliableCaptures } from "./captures.ts";
import { emit } from "./emit.ts";
import { PatternError } from "./error.ts";
import { limited } from "./limited.ts";
import { parsePattern } from "./parser.ts";

/** Of a pattern, in characters. .NET has no limit; a longer one in an attribute mapping is a mistake. */
const MAX_LENGTH = 1000;
/** Of its translation: the classes of .NET are long when they are written out. */
const MAX_SOURCE = 1_000_000;
const MAX_KEPT = 200;

export interface Match {
  readonly start: number;
  readonly end: number;
  /** By every name and number of a group, from `0` for the whole; undefined for one that did not match. */
  readonly groups: ReadonlyMap<string, { readonly start: number; readonly text: string } | undefined>;
}

/** A .NET regular expression, to be matched in JavaScript. */
export class Pattern {
  readonly #regex: RegExp;
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #unreliable: ReadonlySet<string>;

  private constructor(regex: RegExp, indexes: ReadonlyMap<string, number>, unreliable: ReadonlySet<string>) {
    this.#regex = regex;
    this.#indexes = indexes;
    this.#unreliable = unreliable;
  }

  static readonly #kept = new Map<string, Pattern>();

  /** @throws {PatternError} when the text is no .NET pattern or has no exact equal in JavaScript. */
  static of(text: string): Pattern {
    const kept = Pattern.#kept.get(text);
    if (kept !== undefined) return kept;
    const pattern = Pattern.#translate(text);
    if (Pattern.#kept.size >= MAX_KEPT) Pattern.#kept.clear();
    Pattern.#kept.set(text, pattern);
    return pattern;
  }

  static #translate(text: string): Pattern {
    if (text.length > MAX_LENGTH) {
      throw new PatternError(MAX_LENGTH, `the pattern is longer than ${MAX_LENGTH} characters`);
    }
    const { root, groups } = parsePattern(text);
    checkTranslatable(root);
    const { source, indexes } = emit(root);
    if (source.length > MAX_SOURCE) throw new PatternError(0, "the pattern has too many classes");
    const unreliable = unreliableCaptures(root);
    const entries = [...groups];
    const regex = new RegExp(source, "dg");
    try {
      // V8 compiles a pattern when it is first used, and refuses one that is too large only then.
      limited(() => regex.exec(""));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new PatternError(0, `the pattern is too much for JavaScript (${reason})`);
    }
    return new Pattern(
      regex,
      new Map(entries.map(([name, group]) => [name, indexes.get(group) ?? 0])),
      new Set(entries.filter(([, group]) => unreliable.has(group)).map(([name]) => name)),
    );
  }

  hasGroup(name: string): boolean {
    return name === "0" || this.#indexes.has(name);
  }

  /** Whether a group captures the same text in JavaScript as in .NET. */
  isReliable(name: string): boolean {
    return !this.#unreliable.has(name);
  }

  /** @throws {EvaluationError} when matching takes too long. */
  test(text: string): boolean {
    return this.#run(() => {
      this.#regex.lastIndex = 0;
      return this.#regex.test(text);
    });
  }

  /** All matches from left to right. @throws {EvaluationError} when matching takes too long. */
  matches(text: string): Match[] {
    const found = this.#run(() => [...text.matchAll(this.#regex)]);
    return found.map((match) => {
      const groups = new Map(
        [["0", 0] as const, ...this.#indexes].map(([name, index]) => {
          const range = match.indices?.[index];
          return [
            name,
            range === undefined ? undefined : { start: range[0], text: match[index] ?? "" },
          ] as const;
        }),
      );
      return { start: match.index, end: match.index + match[0].length, groups };
    });
  }

  #run<Result>(work: () => Result): Result {
    try {
      return limited(work);
    } catch (error) {
      throw new EvaluationError("the pattern takes too long to match this value", { cause: error });
    }
  }
}
