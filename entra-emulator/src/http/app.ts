import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Router } from "@koa/router";
import Koa, { type Next, type ParameterizedContext } from "koa";
import type { TenantStore } from "../tenant/store.ts";
import { readBody } from "./body.ts";
import type { Faults } from "./faults.ts";
import { ODataError } from "./odata-error.ts";
import { formBody, type RequestLog } from "./request-log.ts";
import { withKeySegments } from "./key-segments.ts";
import type { RequestState } from "./state.ts";

type RequestContext = ParameterizedContext<RequestState>;

interface AppOptions {
  readonly routers: readonly Router<RequestState>[];
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly store: TenantStore;
}

/** The whole of the emulator's HTTP: errors as Graph writes them, the request log, faults, then the routers. */
export function createApp({ routers, requests, faults, store }: AppOptions): Koa<RequestState> {
  const app = new Koa<RequestState>();
  app.use(async (ctx, next) => {
    ctx.state.text = "";
    setRequestIds(ctx);
    try {
      await next();
    } catch (error) {
      answerError(ctx, error);
    }
    if (!isControl(ctx)) {
      const { method, state, status, url } = ctx;
      const body = state.json ?? (state.text === "" ? undefined : formBody(state.text));
      requests.append({ method, url, status, body });
    }
  });
  app.use(async (ctx, next) => {
    ctx.state.text = await readBody(ctx.req);
    if (ctx.state.text !== "" && !ctx.is("urlencoded")) ctx.state.json = parseJson(ctx.state.text);
    await next();
  });
  app.use((ctx, next) => answerFault(ctx, next, faults));
  app.use((ctx, next) => {
    ctx.path = withKeySegments(ctx.path, store);
    return next();
  });
  for (const router of routers) app.use(router.routes());
  app.use((ctx) => {
    const segment = ctx.path.split("/").at(-1) ?? "";
    throw new ODataError(400, "BadRequest", `Resource not found for the segment '${segment}'.`);
  });
  return app;
}

function isControl(ctx: RequestContext): boolean {
  return ctx.path.startsWith("/emulator/");
}

function setRequestIds(ctx: RequestContext): void {
  const clientRequestId = ctx.get("client-request-id");
  const requestId = randomUUID();
  ctx.set("request-id", requestId);
  ctx.set("client-request-id", clientRequestId === "" ? requestId : clientRequestId.slice(0, 100));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ODataError(
      400,
      "BadRequest",
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}

async function answerFault(ctx: RequestContext, next: Next, faults: Faults): Promise<void> {
  const fault = isControl(ctx) ? undefined : faults.take(ctx.method, ctx.path);
  if (fault === undefined) return next();
  if (fault.delayMs !== undefined) await sleep(fault.delayMs);
  if (fault.status === undefined) {
    await next();
    return faults.hold(`${ctx.method} ${ctx.path}`);
  }
  const headers = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
  throw new ODataError(
    fault.status,
    fault.code ?? "InjectedFault",
    fault.message ?? "A fault that was asked for.",
    headers,
  );
}

/** The one place that turns errors into Graph's error body. */
function answerError(ctx: RequestContext, error: unknown): void {
  const known = toODataError(error);
  if (known !== error && known.status === 500)
    console.error("The emulator failed to answer", ctx.method, ctx.path, error);
  ctx.status = known.status;
  ctx.set(known.headers);
  ctx.body = {
    error: {
      code: known.code,
      message: known.message,
      innerError: {
        date: new Date().toISOString().slice(0, 19),
        "request-id": ctx.response.get("request-id"),
        "client-request-id": ctx.response.get("client-request-id"),
      },
    },
  };
}

function toODataError(error: unknown): ODataError {
  if (error instanceof ODataError) return error;
  if (error instanceof Error && "status" in error && error.status === 413) {
    return new ODataError(413, "RequestEntityTooLarge", "The request body is too large.");
  }
  return new ODataError(500, "InternalServerError", "The emulator failed to answer this request.");
}
