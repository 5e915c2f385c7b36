/** An expression that cannot be evaluated for this object, such as a date that is none. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}
