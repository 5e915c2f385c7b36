import { badRequest } from "./error.ts";
import type { ComparisonOperator } from "./filter/resolve.ts";

/**
 * Most work that one request may cause, in units of 30 to 120 ns: 1,000 operations that each look for one of 500 values
 * take 700,000. Nothing else is served meanwhile, so it must stay below 100 ms.
 */
const MOST = 750_000;

/** Characters that are compared in the time of one unit. */
const COMPARED = 16;
/** Characters that are written, and prepared for later comparisons, in the time of one unit. */
const WRITTEN = 2;
/** A pattern up to this length is looked for at each place anew, and one beyond the other may be. */
const SHORT_PATTERN = 8;
const LONG_PATTERN = 250;

/** Units of a comparison that turns both sides into bytes or moments first. */
const ORDER = 8;

/**
 * Counts what a request makes this process compare and copy: operations × terms of their filters × values of the resource,
 * each with its length. Every factor has its own limit, but their product is what takes time. What PostgreSQL compares is
 * bounded by the time of a statement.
 */
export class Work {
  #units = 0;
  readonly #shared: Pick<Work, "spend">;

  /** @param shared is told of each unit, for what several requests share. */
  constructor(shared: Pick<Work, "spend">) {
    this.#shared = shared;
  }

  /**
   * @param units each a comparison or a copy of something small.
   * @throws {ScimError} 400 `tooMany` when the request has caused too much.
   */
  spend(units: number): void {
    this.#units += units;
    this.#shared.spend(units);
    if (this.#units <= MOST) return;
    throw badRequest(
      "tooMany",
      "The request makes the service compare too much: its operations, the terms of their filters and the values that " +
        "the resource has multiply. Send fewer operations at a time, or shorter filters",
    );
  }

  /** Spends what it takes to write that many characters. */
  write(characters: number): void {
    this.spend(1 + characters / WRITTEN);
  }

  /** Spends what a comparison of two strings takes at most. */
  compare(operator: ComparisonOperator, { length }: string, pattern: string): void {
    if (operator === "gt" || operator === "ge" || operator === "lt" || operator === "le") {
      this.spend(ORDER + (length + pattern.length) / COMPARED);
      return;
    }
    if (operator !== "co") {
      this.spend(1 + Math.floor(Math.min(length, pattern.length) / COMPARED));
      return;
    }
    const tries = Math.min(pattern.length, SHORT_PATTERN);
    const long = pattern.length > LONG_PATTERN ? (length * pattern.length) / 64 : 0;
    this.spend(1 + (length * tries) / COMPARED + long);
  }
}
