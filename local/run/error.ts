import os from "node:os";

/** The run cannot go on; the message says what happened and what to do. Printed without a stack trace. */
export class LocalRunError extends Error {
  override readonly name = "LocalRunError";
}

/** The person at the keyboard, or the system, has asked the run to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }

  /** By the shell's convention: 128 and the signal's number. */
  get exitCode(): number {
    return 128 + os.constants.signals[this.signal];
  }
}
