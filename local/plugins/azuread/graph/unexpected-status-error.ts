import { ProviderError } from "../../../../provider/runtime/error.ts";
import { type HttpReply, jsonOf } from "../../../../provider/runtime/http/reply.ts";
import { z } from "zod";

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string().default("") }) });

/** Microsoft Graph answered a request with an error. The message is the real plug-in's. */
export class UnexpectedStatusError extends ProviderError {
  override readonly name = "UnexpectedStatusError";
  readonly status: number;
  /** Graph's own message; empty when the body had none. */
  readonly graphMessage: string;

  constructor(request: string, reply: HttpReply) {
    const { data } = errorBody.safeParse(jsonOf(reply));
    const said = data === undefined ? "" : ` with error: ${data.error.code}: ${data.error.message}`;
    const hint =
      reply.status === 403
        ? "\nThe real plug-in repeats a refused request for up to fifteen minutes before it fails."
        : "";
    super(`${request}: unexpected status ${reply.status}${said}${hint}`);
    this.status = reply.status;
    this.graphMessage = data?.error.message ?? "";
  }
}
