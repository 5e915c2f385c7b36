import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import type { Service } from "../service.ts";
import { letGo } from "./malformed.ts";
import { withoutFlag } from "./query.ts";
import type { RequestState } from "./request-state.ts";

const REQUEST_ID = /^[\w.:-]{1,64}$/;
const NONE: RequestState["leniencies"] = new Set();
/** Most characters that the log keeps of `ADSCIMVersion`; Entra's have about 80. */
const MAX_ENTRA = 200;

/**
 * Gives each request its id, and notes what is to be known of it when its reply has gone out. The client's `X-Request-Id`
 * is kept if it looks like one, and so is Entra's `ADSCIMVersion`, whose ActivityId Microsoft's support asks for. While the
 * service stops, each reply sends its client away.
 */
export function requestLog(
  { tracing, finishedRequests }: Service,
  isStopping: () => boolean,
): Middleware<RequestState> {
  return async (ctx, next) => {
    const arrived = performance.now();
    const { req, res } = ctx;
    const given = req.headers["x-request-id"];
    const span = tracing?.request(ctx.method, ctx.path, req.headers);
    const requestId = typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    const moved = withoutFlag(req.url ?? "");
    if (moved !== undefined) req.url = moved;
    ctx.state = {
      requestId,
      operation: "unknown",
      tenant: undefined,
      leniencies: NONE,
      flagMoved: moved !== undefined,
      record: undefined,
      refusal: undefined,
      place: undefined,
    };
    // A place is free when its request is answered or given up, and nothing works for it any more.
    let open = 2;
    const ended = (): void => {
      open -= 1;
      if (open === 0) ctx.state.place?.leave();
    };
    res.setHeader("X-Request-Id", requestId);
    if (isStopping()) res.setHeader("Connection", "close");
    res.once("close", () => {
      const { operation, tenant, leniencies, record, refusal } = ctx.state;
      ended();
      letGo(req, res);
      // A client that went away before its reply: nginx's number for it.
      const status = res.writableFinished ? res.statusCode : 499;
      const milliseconds = performance.now() - arrived;
      const entra = entraOf(req.headers["adscimversion"]);
      const activityId = span && activityIdOf(entra);
      span?.end({ requestId, operation, tenant, status, activityId });
      finishedRequests.add({
        requestId,
        operation,
        tenant,
        status,
        milliseconds,
        at: Date.now() - milliseconds,
        leniencies,
        entra,
        record,
        refusal,
        method: req.method ?? "",
        url: req.url ?? "",
      });
    });
    try {
      await (span ? span.run(next) : next());
    } finally {
      ended();
    }
  };
}

/** The header by which Entra can be known, as printable ASCII: `Date:2026-11-27T08:00:00Z, ActivityId:…`. */
function entraOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== "string") return undefined;
  return header.slice(0, MAX_ENTRA).replaceAll(/[^ -~]/g, "?");
}

/** What Microsoft's support asks for, out of {@link entraOf}'s text. */
function activityIdOf(entra: string | undefined): string | undefined {
  return entra === undefined ? undefined : /\bActivityId:\s*([\da-f-]{36})/i.exec(entra)?.[1];
}
