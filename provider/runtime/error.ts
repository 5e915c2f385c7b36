/** What a person can act on: the message says what happened, why, and what to do. Shown without a stack trace. */
export class ProviderError extends Error {
  override readonly name: string = "ProviderError";
}

/** The resource exists in Entra but is not as it should be: it is kept in state, and the next `up` mends it. */
export class PartialFailure extends ProviderError {
  override readonly name = "PartialFailure";
  readonly id: string;
  readonly state: object;

  constructor(message: string, id: string, state: object) {
    super(message);
    this.id = id;
    this.state = state;
  }
}

/** The deployment was cancelled (Ctrl-C). */
export class CancelledError extends ProviderError {
  override readonly name = "CancelledError";

  constructor() {
    super("cancelled");
  }
}
