/** A mistake of the user or the surroundings, with a message that says what happened and what to do. */
export class EmulatorError extends Error {
  override readonly name = "EmulatorError";
}
