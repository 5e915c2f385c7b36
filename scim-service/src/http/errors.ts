import type { Middleware } from "koa";
import type { Logger } from "pino";
import { errorBody, ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { isMissingTable, isNewerSchema, isTooSlow, isUnavailable } from "../store/sqlstate.ts";
import type { RequestState } from "./request-state.ts";
import { SCIM_JSON } from "./scim-endpoint.ts";

const RETRY_AFTER = "2";

/** The only place that turns an error into a reply (RFC 7644 section 3.12). */
export function errors({ log }: Service): Middleware<RequestState> {
  return async (ctx, next) => {
    const { requestId } = ctx.state;
    try {
      await next();
    } catch (error) {
      const { status, message, scimType, headers } = toScimError(error, log, requestId, ctx.state.operation);
      ctx.state.refusal = { scimType, detail: message };
      ctx.status = status;
      ctx.set(headers);
      ctx.set("Content-Type", SCIM_JSON);
      // The rest of a body that was refused is thrown away: a client reads no reply while it is still writing.
      if (!ctx.req.readableEnded) ctx.req.resume();
      ctx.body = errorBody(status, `${message} (request ${requestId})`, scimType);
    }
  };
}

/** What a client may know of an error; what it may not know goes to the log. */
export function toScimError(error: unknown, log: Logger, requestId: string, operation: string): ScimError {
  if (error instanceof ScimError) return error;
  const line = { requestId, operation, err: described(error) };
  if (isUnavailable(error) || isMissingTable(error)) {
    log.warn(line, "database unavailable");
    const why = whyUnavailable(error);
    return new ScimError(503, `${why} try again in ${RETRY_AFTER} s`, undefined, {
      "Retry-After": RETRY_AFTER,
    });
  }
  log.error(line, "request failed");
  return new ScimError(500, "The service failed; its log has the reason under the request id");
}

/** The beginning of a sentence that ends in "try again". */
function whyUnavailable(error: unknown): string {
  if (isTooSlow(error))
    return "The database took too long; if this was a search, ask for less at a time. Otherwise";
  return isNewerSchema(error)
    ? "This replica is being replaced by a newer version of the service and only reads;"
    : "The database is not available;";
}

/** Name, message and stack, without what a driver adds: PostgreSQL's `detail` and `parameters` hold values. */
function described(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? { code: error.code } : {};
  return { name: error.name, message: error.message, ...code, stack: error.stack };
}
