/** The benchmark cannot go on, or was asked for something it does not know; the message says what to change. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}
