import { PatternError } from "./error.ts";

/** Goes through a pattern from its beginning to its end. */
export class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.at >= this.#text.length;
  }

  /** The next character, empty at the end. */
  get next(): string {
    return this.#text.charAt(this.at);
  }

  sees(text: string): boolean {
    return this.#text.startsWith(text, this.at);
  }

  take(): string {
    if (this.done) throw this.error("the pattern ends too early");
    this.at += 1;
    return this.#text.charAt(this.at - 1);
  }

  /** Goes behind the text when it comes next. */
  accept(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** What the sticky expression finds here, or null. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  error(problem: string, at = this.at): PatternError {
    return new PatternError(at, problem);
  }
}
