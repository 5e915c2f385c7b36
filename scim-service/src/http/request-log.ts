import { randomUUID } from "node:crypto";
import type { Middleware, ParameterizedContext } from "koa";
import type { LeniencyName } from "../scim/leniency.ts";
import type { Service } from "../service.ts";
import { letGo } from "./malformed.ts";
import { withoutFlag } from "./query.ts";
import type { RecordedOperation } from "./request-record.ts";
import type { RequestState } from "./request-state.ts";

const REQUEST_ID = /^[\w.:-]{1,64}$/;
const NONE: RequestState["leniencies"] = new Set();
/** Most characters that the log keeps of `ADSCIMVersion`; Entra's have about 80. */
const MAX_ENTRA = 200;

/**
 * Gives each request its id, and writes one line and the metrics when its reply has gone out. The client's
 * `X-Request-Id` is kept if it looks like one, and so is Entra's `ADSCIMVersion`, whose ActivityId Microsoft's support asks
 * for. While the service stops, each reply sends its client away. Paths and
 * queries are not logged: they hold names.
 */
export function requestLog(service: Service, isStopping: () => boolean): Middleware<RequestState> {
  const { log, metrics, tracing } = service;
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
      const { operation, tenant, leniencies } = ctx.state;
      ended();
      letGo(req, res);
      // A client that went away before its reply: nginx's number for it.
      const status = res.writableFinished ? res.statusCode : 499;
      const milliseconds = performance.now() - arrived;
      const entra = entraOf(req.headers["adscimversion"]);
      const activityId = span && activityIdOf(entra);
      span?.end({ requestId, operation, tenant, status, activityId });
      metrics.observe(operation, status, milliseconds / 1_000, leniencies);
      log.info(
        {
          requestId,
          operation,
          tenant,
          status,
          ms: Math.round(milliseconds * 10) / 10,
          ...(leniencies.size > 0 ? { rules: [...leniencies] } : {}),
          ...(entra === undefined ? {} : { entra }),
        },
        "request",
      );
      keep(service, ctx, status, milliseconds, entra ?? null);
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

/** Most characters that are kept of a method in a Bulk, of a path with its query, and of what a reply said. */
const MAX_METHOD = 16;
const MAX_PATH = 2_000;
const MAX_DETAIL = 2_000;

/** Hands a SCIM request to the console's request keeper, and each operation of a Bulk. */
function keep(
  { requestKeeper, config }: Service,
  { state, req }: ParameterizedContext<RequestState>,
  status: number,
  milliseconds: number,
  entra: string | null,
): void {
  const { record, refusal, requestId, operation, leniencies } = state;
  if (!requestKeeper || !record) return;
  const { tenant, tokenId } = record;
  const operations = record.operations();
  const rules = [...leniencies];
  requestKeeper.keep({
    tenant,
    tokenId,
    requestId,
    entra,
    ...record.subject,
    at: new Date(Date.now() - milliseconds).toISOString(),
    operation,
    method: req.method ?? "",
    // A URL that Node has read has neither a NUL nor half of a character.
    path: withoutPasswords((req.url ?? "").slice(config.basePath.length, config.basePath.length + MAX_PATH)),
    status,
    scimType: refusal?.scimType ?? null,
    detail: refusal ? keptText(refusal.detail, MAX_DETAIL) : null,
    rules: operations.length === 0 ? rules : rulesOfItself(rules, operations),
    milliseconds,
  });
  for (const { subject, ...kept } of operations) {
    requestKeeper.keep({
      tenant,
      tokenId,
      requestId,
      entra,
      ...subject,
      ...kept,
      method: keptText(kept.method, MAX_METHOD),
      path: withoutPasswords(keptText(kept.path, MAX_PATH)),
      detail: kept.detail === null ? null : keptText(kept.detail, MAX_DETAIL),
    });
  }
}

/** Those that no operation of a Bulk used, which each have their own. */
function rulesOfItself(
  rules: readonly LeniencyName[],
  operations: readonly RecordedOperation[],
): readonly string[] {
  const ofOperations = new Set(operations.flatMap((each) => each.rules));
  return rules.filter((rule) => !ofOperations.has(rule));
}

/** A filter on passwords is not kept. */
function withoutPasswords(path: string): string {
  return /password/i.test(path) ? path.replace(/\?.*$/, "?…") : path;
}

/** As PostgreSQL can hold it: no NUL, and no half of a character where the text is cut. */
function keptText(text: string, most: number): string {
  return text.slice(0, most).replaceAll("\0", "").toWellFormed();
}

/** What Microsoft's support asks for, out of {@link entraOf}'s text. */
function activityIdOf(entra: string | undefined): string | undefined {
  return entra === undefined ? undefined : /\bActivityId:\s*([\da-f-]{36})/i.exec(entra)?.[1];
}
