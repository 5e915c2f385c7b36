/** Error codes of RFC 6749 section 5.2, and the one of a server that has too much to do. */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "temporarily_unavailable";

const STATUS: Readonly<Record<OAuthErrorCode, number>> = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  temporarily_unavailable: 429,
};

/** A token request that is refused; the message is what the client reads as `error_description`. */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.code = code;
  }

  get status(): number {
    return STATUS[this.code];
  }

  /** The JSON of RFC 6749 section 5.2; the description keeps to its printable ASCII. */
  body(requestId: string): string {
    const description = `${this.message} (request ${requestId})`.replaceAll(/[^ !#-[\]-~]/g, "'");
    return JSON.stringify({ error: this.code, error_description: description });
  }
}
