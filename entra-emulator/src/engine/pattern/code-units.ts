/** A range of UTF-16 code units, both ends included. */
type Range = readonly [first: number, last: number];

const LAST = 0xffff;

/** A set of UTF-16 code units, which are what .NET's patterns match: a character beyond U+FFFF is two of them. */
export class CodeUnits {
  static readonly none = new CodeUnits([]);
  static readonly all = new CodeUnits([[0, LAST]]);

  readonly #ranges: readonly Range[];

  private constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  /** The union of ranges, in any order. */
  static of(...ranges: readonly Range[]): CodeUnits {
    const merged: [number, number][] = [];
    for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
      const before = merged.at(-1);
      if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
      else merged.push([first, last]);
    }
    return new CodeUnits(merged);
  }

  static where(test: (unit: number) => boolean): CodeUnits {
    const ranges: [number, number][] = [];
    for (let unit = 0; unit <= LAST; unit += 1) {
      if (!test(unit)) continue;
      const before = ranges.at(-1);
      if (before?.[1] === unit - 1) before[1] = unit;
      else ranges.push([unit, unit]);
    }
    return new CodeUnits(ranges);
  }

  or(...others: readonly CodeUnits[]): CodeUnits {
    return CodeUnits.of(...this.#ranges, ...others.flatMap((other) => other.#ranges));
  }

  not(): CodeUnits {
    const ranges: Range[] = [];
    let next = 0;
    for (const [first, last] of this.#ranges) {
      if (first > next) ranges.push([next, first - 1]);
      next = last + 1;
    }
    if (next <= LAST) ranges.push([next, LAST]);
    return new CodeUnits(ranges);
  }

  without(other: CodeUnits): CodeUnits {
    return this.not().or(other).not();
  }

  has(unit: number): boolean {
    return this.#ranges.some(([first, last]) => first <= unit && unit <= last);
  }

  /** As a class of a `RegExp` without flags. */
  toString(): string {
    const [only] = this.#ranges;
    if (only === undefined) return "[]";
    const complement = this.not();
    if (complement.#ranges.length === 0) return "[^]";
    if (this.#ranges.length === 1 && only[0] === only[1]) return escaped(only[0]);
    return complement.#ranges.length < this.#ranges.length
      ? `[^${complement.#written()}]`
      : `[${this.#written()}]`;
  }

  #written(): string {
    return this.#ranges
      .map(([first, last]) => (first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`))
      .join("");
  }
}

function escaped(unit: number): string {
  const text = String.fromCharCode(unit);
  return /[0-9A-Za-z]/.test(text) ? text : `\\u${unit.toString(16).padStart(4, "0")}`;
}
