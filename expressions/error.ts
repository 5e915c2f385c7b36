/** A mistake in an expression, with the place of it and, where one is known, the way out. */
export class ExpressionError extends Error {
  /** Offset of the mistake in UTF-16 code units, from 0. */
  readonly offset: number;
  /** Line and column of the mistake, from 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, in one clause and without the place. */
  readonly problem: string;
  /** What would be right at that place. */
  readonly expected: string | null;
  /** A replacement that probably was meant, such as `Join` for `Jion`. */
  readonly suggestion: string | null;

  constructor(
    text: string,
    offset: number,
    problem: string,
    help: { expected?: string; suggestion?: string | null } = {},
  ) {
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - (before.lastIndexOf("\n") + 1) + 1;
    const place = line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
    const expected = help.expected === undefined ? "" : `; expected ${help.expected}`;
    const suggestion = help.suggestion == null ? "" : `; did you mean ${help.suggestion}?`;
    super(`${problem} at ${place}${expected}${suggestion}`);
    this.name = "ExpressionError";
    this.offset = offset;
    this.line = line;
    this.column = column;
    this.problem = problem;
    this.expected = help.expected ?? null;
    this.suggestion = help.suggestion ?? null;
  }
}
