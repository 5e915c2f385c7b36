import { StandInError } from "../error.ts";

/** Microsoft Graph answered a request with an error. */
export class GraphError extends StandInError {
  override readonly name = "GraphError";
  readonly status: number;
  /** Graph's code, such as `Authorization_RequestDenied`; empty when the body had none. */
  readonly code: string;
  /** Graph's own message. */
  readonly graphMessage: string;

  constructor(request: string, status: number, code: string, graphMessage: string, hint = "") {
    const said = [code, graphMessage].filter((text) => text !== "").join(": ");
    super(`${request}: unexpected status ${status}${said === "" ? "" : ` with error: ${said}`}${hint}`);
    this.status = status;
    this.code = code;
    this.graphMessage = graphMessage;
  }
}
