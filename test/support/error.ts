/** A program or a database that the tests and the benchmark drive did not do what they need; the message says which. */
export class SupportError extends Error {
  override readonly name = "SupportError";
}
