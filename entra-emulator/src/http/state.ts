/** What the middleware in front of all routers has read of a request. */
export interface RequestState {
  /** The body as text. */
  text: string;
  /** The body parsed, when it is JSON. */
  json?: unknown;
}
