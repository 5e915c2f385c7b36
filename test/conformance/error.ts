/** The conformance run could not take place; the message says what is missing and how to get it. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
}
