import { Router } from "@koa/router";
import { z } from "zod";
import type { Dispatch, DispatchReply } from "../http/loopback.ts";
import type { RequestState } from "../http/state.ts";
import type { AccessTokens } from "../login/tokens.ts";
import { badRequest } from "./error.ts";
import { authenticate } from "./router.ts";

const batch = z.looseObject({
  requests: z
    .array(
      z.looseObject({
        id: z.string(),
        method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        url: z.string().startsWith("/"),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(20),
});

type BatchRequest = z.infer<typeof batch>["requests"][number];

interface BatchResponse extends DispatchReply {
  readonly id: string;
}

/** `/$batch`: up to 20 requests in one, each answered for itself. */
export function batchRouter(tokens: AccessTokens, dispatch: Dispatch): Router<RequestState> {
  const router = new Router<RequestState>();
  router.post(["/v1.0/$batch", "/beta/$batch"], async (ctx) => {
    authenticate(ctx, tokens);
    const parsed = batch.safeParse(ctx.state.json);
    if (!parsed.success) throw badRequest(z.prettifyError(parsed.error), "BadRequest");
    const { requests } = parsed.data;
    const authorization = ctx.get("authorization");
    const version = ctx.path.split("/")[1] ?? "";
    const send = async (request: BatchRequest): Promise<BatchResponse> => ({
      id: request.id,
      ...(await dispatch(ctx.URL.origin, {
        method: request.method,
        url: `/${version}${request.url}`,
        headers: { ...request.headers, authorization },
        body: request.body,
      })),
    });
    // Requests that depend on others come one after the other; the rest side by side.
    const ordered = requests.some(({ dependsOn }) => dependsOn !== undefined && dependsOn.length > 0);
    if (!ordered) {
      ctx.body = { responses: await Promise.all(requests.map(send)) };
      return;
    }
    const responses: BatchResponse[] = [];
    for (const request of requests) {
      const failed = responses.some(({ id, status }) => status >= 400 && request.dependsOn?.includes(id));
      responses.push(failed ? failedDependency(request.id) : await send(request));
    }
    ctx.body = { responses };
  });
  return router;
}

function failedDependency(id: string): BatchResponse {
  return {
    id,
    status: 424,
    headers: {},
    body: { error: { code: "FailedDependency", message: "A request that this one depends on failed." } },
  };
}
