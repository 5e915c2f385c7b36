/** The engine could not do what was asked; the message carries what it and the providers said. */
export class StackError extends Error {
  override readonly name = "StackError";
}
