import { Router } from "@koa/router";
import { z } from "zod";
import { type Faults, faultList } from "../http/faults.ts";
import { ODataError } from "../http/odata-error.ts";
import type { RequestLog } from "../http/request-log.ts";
import type { RequestState } from "../http/state.ts";
import type { Scheduler } from "../scheduler.ts";
import { type Settings, settingsChange } from "../settings.ts";
import { connectivity } from "../tenant/connectivity.ts";
import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { parseDuration } from "./duration.ts";
import { tenantView } from "./tenant-view.ts";

interface ControlOptions {
  readonly store: TenantStore;
  readonly settings: Settings;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly requests: RequestLog;
}

/** A little more than a year. */
const LONGEST_ADVANCE_MS = 400 * 86_400_000;

/** The control paths under `/emulator/`; they need no token, because the emulator listens on loopback only. */
export function controlRouter({
  store,
  settings,
  scheduler,
  faults,
  requests,
}: ControlOptions): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: "/emulator" });

  router.post("/cycles", async (ctx) => {
    const { jobId } = parse(z.strictObject({ jobId: z.string().optional() }), ctx.state.json ?? {});
    if (jobId === undefined) {
      ctx.body = { cycles: await scheduler.runStarted() };
      return;
    }
    ctx.body = { cycles: [await scheduler.runCycle(findJob(jobId))] };
  });

  router.put("/jobs/:jobId/connectivity", (ctx) => {
    findJob(ctx.params["jobId"]).connectivity = parse(connectivity, ctx.state.json);
    store.touch();
    ctx.status = 204;
  });

  router.delete("/jobs/:jobId/connectivity", (ctx) => {
    findJob(ctx.params["jobId"]).connectivity = undefined;
    store.touch();
    ctx.status = 204;
  });

  router.get("/clock", (ctx) => {
    ctx.body = { now: store.clock.now().toISOString() };
  });

  router.post("/clock", async (ctx) => {
    const { advance } = parse(z.strictObject({ advance: z.string() }), ctx.state.json);
    const milliseconds = parseDuration(advance);
    if (milliseconds === undefined || milliseconds > LONGEST_ADVANCE_MS) {
      throw invalid(`'${advance}' is not an ISO 8601 duration of up to 400 days, such as P30D or PT40M`);
    }
    const cycles = await scheduler.advance(milliseconds);
    ctx.body = { now: store.clock.now().toISOString(), cycles };
  });

  router.get("/faults", (ctx) => {
    ctx.body = { held: faults.held };
  });

  router.put("/faults", (ctx) => {
    faults.replace(parse(faultList, ctx.state.json));
    ctx.status = 204;
  });

  router.get("/settings", (ctx) => {
    ctx.body = settings;
  });

  router.put("/settings", (ctx) => {
    Object.assign(settings, parse(settingsChange, ctx.state.json));
    ctx.body = settings;
  });

  router.get("/requests", (ctx) => {
    ctx.body = { requests: requests.after(Number(ctx.query["after"] ?? 0)) };
  });

  router.get("/tenant", (ctx) => {
    ctx.body = tenantView(store.tenant);
  });

  function findJob(jobId = ""): SynchronizationJob {
    const job = store.tenant.jobs.get(jobId);
    if (job === undefined) throw new ODataError(404, "JobNotFound", `There is no job '${jobId}'.`);
    return job;
  }

  return router;
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalid(z.prettifyError(parsed.error));
}

function invalid(why: string): ODataError {
  return new ODataError(400, "BadRequest", why);
}
