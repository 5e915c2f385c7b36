/** What a person can act on: the message says what happened, why, and what to do. Shown without a stack trace. */
export class StandInError extends Error {
  override readonly name: string = "StandInError";
}
