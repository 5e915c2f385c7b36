import type { Link } from "../../tenant/model.ts";
import { ODataError } from "../../http/odata-error.ts";
import { synchronizationNotFound } from "../error.ts";
import { type GraphRequest, noContent, ok, param } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";

/** `/jobs/{id}/objectConnections('{objectId}')`: which target object a source object is linked to. */
export function objectConnectionRoutes(services: GraphServices): Route[] {
  const path = `${JOB_PATH}/objectConnections/:objectId`;

  function find(request: GraphRequest): Link {
    const objectId = param(request, "objectId");
    const link = findJob(services, request).engine.links.get(objectId);
    if (link === undefined) throw synchronizationNotFound(`Object connection of '${objectId}'`);
    return link;
  }

  return [
    {
      method: "GET",
      path: `${JOB_PATH}/objectConnections`,
      permission: "readSynchronization",
      handle: () => {
        throw new ODataError(
          400,
          "BadRequest",
          "Object connections cannot be listed; ask for one by its object id.",
        );
      },
    },
    {
      method: "GET",
      path,
      permission: "readSynchronization",
      handle: (request) => ok(show(find(request))),
    },
    {
      method: "DELETE",
      path,
      permission: "writeSynchronization",
      handle: (request) => {
        const job = findJob(services, request);
        if (job.schedule.state === "Active") {
          throw new ODataError(
            409,
            "Conflict",
            "The job is active. Pause it before removing an object connection.",
          );
        }
        job.engine.links.delete(param(request, "objectId"));
        services.store.touch();
        return noContent;
      },
    },
  ];
}

function show({ displayName, objectType, sourceId, targetId }: Link): Record<string, string> {
  return {
    objectId: sourceId,
    sourceAnchor: sourceId,
    targetAnchor: targetId,
    displayName,
    objectTypeName: objectType,
  };
}
