/** A pattern that is no .NET pattern, or that cannot be translated exactly. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** Of the mistake, from 1. */
  readonly column: number;

  constructor(offset: number, problem: string) {
    super(`${problem} at column ${offset + 1} of the pattern`);
    this.column = offset + 1;
  }
}
