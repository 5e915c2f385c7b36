import { z } from "zod";
import { addJob, deleteJob, pauseJob, restartJob, startJob, type ResetScope } from "../../tenant/jobs.ts";
import type { SynchronizationJob } from "../../tenant/model.ts";
import { badRequest, synchronizationNotFound } from "../error.ts";
import { created, noContent, ok, parseBody } from "../request.ts";
import { collection, single } from "../query/collection.ts";
import type { ResourceType } from "../resource.ts";
import type { GraphServices, Route } from "../route.ts";
import { findServicePrincipal } from "../service-principals.ts";
import { findJob, JOB_PATH } from "./find-job.ts";
import { templatesOf } from "./templates.ts";

const jobResource: ResourceType<SynchronizationJob> = {
  name: "microsoft.graph.synchronizationJob",
  defaults: undefined,
  properties: {
    id: (job) => job.id,
    templateId: (job) => job.templateId,
    schedule: (job) => job.schedule,
    status: (job) => job.status,
    synchronizationJobSettings: (job) => job.synchronizationJobSettings,
  },
};

/** What a restart resets when no scope is given, as the admin center's Restart does. */
const defaultScopes: readonly ResetScope[] = ["QuarantineState", "Watermark", "Escrows"];

const scopesByName: Readonly<Record<string, readonly ResetScope[]>> = {
  None: [],
  ConnectorDataStore: ["ConnectorDataStore"],
  Escrows: ["Escrows"],
  Watermark: ["Watermark"],
  QuarantineState: ["QuarantineState"],
  Full: ["ConnectorDataStore", "Escrows", "Watermark", "QuarantineState"],
  ForceDeletes: ["ForceDeletes"],
};

/** `/servicePrincipals/{id}/synchronization/jobs` and the actions on a job. */
export function jobRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const jobs = "/servicePrincipals/:id/synchronization/jobs";

  return [
    {
      method: "GET",
      path: jobs,
      permission: "readSynchronization",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        const own = [...store.tenant.jobs.values()].filter(
          (job) => job.servicePrincipalId === id && visibility.visible(job.id),
        );
        return ok(
          collection(request, jobResource, own, {
            context: `servicePrincipals('${id}')/synchronization/jobs`,
          }),
        );
      },
    },
    {
      method: "POST",
      path: jobs,
      permission: "writeSynchronization",
      handle: (request) => {
        const principal = findServicePrincipal(services, request);
        const { templateId } = parseBody(request, z.looseObject({ templateId: z.string() }));
        if (!templatesOf(services, principal).some(({ id }) => id === templateId)) {
          throw synchronizationNotFound(`Synchronization template '${templateId}'`);
        }
        const job = addJob(store, principal, templateId);
        visibility.hide(job.id);
        return created(single(request, jobResource, job));
      },
    },
    {
      method: "GET",
      path: JOB_PATH,
      permission: "readSynchronization",
      handle: (request) => ok(single(request, jobResource, findJob(services, request))),
    },
    {
      method: "DELETE",
      path: JOB_PATH,
      permission: "writeSynchronization",
      handle: (request) => {
        deleteJob(store, findJob(services, request));
        return noContent;
      },
    },
    {
      method: "POST",
      path: `${JOB_PATH}/start`,
      permission: "writeSynchronization",
      handle: (request) => {
        startJob(store, findJob(services, request));
        return noContent;
      },
    },
    {
      method: "POST",
      path: `${JOB_PATH}/pause`,
      permission: "writeSynchronization",
      handle: (request) => {
        pauseJob(store, findJob(services, request));
        return noContent;
      },
    },
    {
      method: "POST",
      path: `${JOB_PATH}/restart`,
      permission: "writeSynchronization",
      handle: (request) => {
        const criteria = z.looseObject({ resetScope: z.string().nullish() }).nullish();
        const given = parseBody(request, z.looseObject({ criteria })).criteria?.resetScope;
        restartJob(store, findJob(services, request), resetScopes(given ?? ""));
        return noContent;
      },
    },
  ];
}

/** Parses `"Watermark, Escrows"`. @throws {ODataError} 400 for a scope that does not exist. */
function resetScopes(text: string): ReadonlySet<ResetScope> {
  const names = text.split(",").flatMap((name) => name.trim() || []);
  if (names.length === 0) return new Set(defaultScopes);
  return new Set(
    names.flatMap((name) => {
      const scopes = scopesByName[name];
      if (scopes === undefined) throw badRequest(`Invalid value '${name}' for resetScope.`, "BadRequest");
      return scopes;
    }),
  );
}
