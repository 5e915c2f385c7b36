import { Readable } from "node:stream";
import { ScimError } from "../scim/error.ts";
import { Dialect } from "../scim/leniency.ts";
import { Work } from "../scim/work.ts";
import type { Service } from "../service.ts";
import { authenticate, knownPrincipal } from "./authenticate.ts";
import { readBody } from "./body.ts";
import type { Endpoint } from "./exchange.ts";
import type { TenantLimits } from "./limits.ts";
import { parseQuery } from "./query.ts";
import { send } from "./reply.ts";
import { RequestRecord } from "./request-record.ts";
import type { Context, RouteHandler } from "./router.ts";

/** The media type of every SCIM reply (RFC 7644 section 3.1). */
export const SCIM_JSON = "application/scim+json";

const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * Everything that every SCIM request goes through, in order: who is it, may it go on, what does it say; then the
 * endpoint, then the reply.
 *
 * @param operation name in logs and metrics, e.g. `User.patch`.
 */
export function scimEndpoint(
  service: Service,
  limits: TenantLimits,
  operation: string,
  endpoint: Endpoint,
): RouteHandler {
  return async (ctx, { id = "" }) => {
    const { state } = ctx;
    state.operation = operation;
    const principal = knownPrincipal(ctx.req) ?? (await authenticate(service, ctx.req));
    const dialect = new Dialect(principal.strict);
    state.tenant = principal.tenantId;
    state.leniencies = dialect.used;
    const record = service.requestKeeper && new RequestRecord(principal, id);
    state.record = record;
    if (state.flagMoved && !dialect.allows("flagInUrl"))
      throw new ScimError(404, "There is nothing at this path");
    const place = limits.enter(principal.tenant);
    state.place = place;
    const { requestId } = state;
    const base = baseOf(service, ctx);
    const query = parseQuery(ctx.request.querystring, dialect);
    record?.readQuery(query);
    const hasBody = WITH_BODY.has(ctx.req.method ?? "");
    const body = hasBody ? await readBody(ctx.req, place) : {};
    record?.readBody(body);
    // A change holds the resource as it was and as it is.
    const wait = place.read(hasBody ? 2 : 1);
    if (wait) await wait;
    const reply = await endpoint({
      requestId,
      principal,
      actor: { tenant: principal.tenant, tokenId: principal.tokenId, requestId },
      dialect,
      base,
      id,
      query,
      ifMatch: header(ctx, "if-match"),
      ifNoneMatch: header(ctx, "if-none-match"),
      body,
      work: new Work(place),
      place,
      isAbandoned: () => ctx.res.closed,
      record,
    });
    record?.readReply(reply);
    if (!(reply.body instanceof Readable)) place.reply(reply.body?.length ?? 0);
    send(ctx, reply, SCIM_JSON);
  };
}

function header(ctx: Context, name: "if-match" | "if-none-match"): string | undefined {
  return ctx.req.headers[name];
}

const HOST = /^[\w.-]{1,253}(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i;

/** The SCIM root as clients know it: as configured, else as the request names the host. */
function baseOf({ config }: Service, ctx: Context): string {
  if (config.publicUrl !== undefined) return config.publicUrl + config.basePath;
  const host = ctx.req.headers.host ?? "";
  if (!HOST.test(host)) throw new ScimError(400, "The Host header is not a host name");
  return `http://${host}${config.basePath}`;
}
