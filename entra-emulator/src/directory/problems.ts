import { EmulatorError } from "../error.ts";

/** Where something stands in a file: line and column, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Problem extends Position {
  readonly file: string;
  readonly message: string;
}

/** What is kept of a file that is wrong throughout, and how much of that a person is shown. */
const KEPT = 1000;
const SHOWN = 50;

/** Everything that is wrong with the files of a directory, reported at once and in the order of the files. */
export class Problems {
  readonly #problems: Problem[] = [];
  #count = 0;

  /** @param message what is wrong, and what was expected */
  add(file: string, position: Position | undefined, message: string): void {
    this.#count += 1;
    if (this.#problems.length < KEPT) this.#problems.push({ file, message, line: 0, column: 0, ...position });
  }

  /** @throws {EmulatorError} with one line a problem, if there is any */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const sorted = this.#problems.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
    const heading = `The directory cannot be used: ${this.#count} ${this.#count === 1 ? "problem" : "problems"}.`;
    const lines = sorted.slice(0, SHOWN).map(print);
    const rest = this.#count > SHOWN ? [`… and ${this.#count - SHOWN} more`] : [];
    throw new EmulatorError([heading, ...[...lines, ...rest].map((line) => `  ${line}`)].join("\n"));
  }
}

function print({ file, line, column, message }: Problem): string {
  return line === 0 ? `${file}: ${message}` : `${file}:${line}:${column}: ${message}`;
}
