import Koa from "koa";
import { adminRoutes } from "./admin/routes.ts";
import { consoleRoutes } from "./console/routes.ts";
import { errors } from "./http/errors.ts";
import { TenantLimits } from "./http/limits.ts";
import { requestLog } from "./http/request-log.ts";
import { Router } from "./http/router.ts";
import type { RequestState } from "./http/request-state.ts";
import { scimEndpoint } from "./http/scim-endpoint.ts";
import { unreadiness } from "./operation/health.ts";
import { IssuerKeys } from "./oauth/issuer-keys.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import { scimRoutes } from "./routes.ts";
import type { Service } from "./service.ts";

/** @param isStopping tells `/readyz` that the process is on its way out. */
export async function createApp(
  service: Service,
  isStopping: () => boolean,
  isPrepared: () => boolean,
): Promise<Koa<RequestState>> {
  const { config, metrics, finishedRequests, log } = service;
  const app = new Koa<RequestState>();
  const router = new Router();
  const limits = new TenantLimits(config.tenantRateLimit, config.tenantConcurrency);
  for (const { operation, method, path, endpoint } of scimRoutes(service)) {
    router.add(method, config.basePath + path, scimEndpoint(service, limits, operation, endpoint));
  }
  const issuerKeys = new IssuerKeys(config.federationHosts);
  oauthRoutes(service, issuerKeys, router);
  adminRoutes(service, issuerKeys, router);
  await consoleRoutes(service, router);
  router.get("/healthz", (ctx) => {
    ctx.state.operation = "health";
    ctx.body = { status: "ok" };
  });
  router.get("/readyz", async (ctx) => {
    ctx.state.operation = "ready";
    const reason = isStopping()
      ? "the service is stopping"
      : ((await unreadiness(service)) ?? (isPrepared() ? undefined : "the service is starting"));
    ctx.status = reason === undefined ? 200 : 503;
    ctx.body = reason === undefined ? { status: "ready" } : { status: "not ready", reason };
  });
  router.get("/metrics", async (ctx) => {
    ctx.state.operation = "metrics";
    finishedRequests.flush();
    ctx.set("Content-Type", metrics.registry.contentType);
    ctx.body = await metrics.registry.metrics();
  });
  app.use(requestLog(service, isStopping));
  app.use(errors(service));
  app.use(router.handle());
  app.on("error", (error: unknown) => {
    log.warn({ message: error instanceof Error ? error.message : String(error) }, "reply was cut off");
  });
  return app;
}
