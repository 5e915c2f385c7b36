import { type SentSchema, synchronizationSchema } from "../../tenant/schema.ts";
import { scimTemplateSchema } from "../../templates/scim.ts";
import type { SynchronizationJob } from "../../tenant/model.ts";
import { ODataError } from "../../http/odata-error.ts";
import { badRequest } from "../error.ts";
import { noContent, ok, parseBody } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";
import { schemaProblems } from "./schema-rules.ts";

/** `/jobs/{id}/schema`: read, replace as a whole, and back to the template's. */
export function schemaRoutes(services: GraphServices): Route[] {
  const { store } = services;
  const path = `${JOB_PATH}/schema`;

  /** The version is the server's; forgetting the watermark makes the next cycle look at every object again. */
  function replace(job: SynchronizationJob, schema: SentSchema): void {
    const version = `${Number.parseInt(job.schema.version, 10) + 1}.0`;
    job.schema = { ...schema, id: job.id, version };
    job.engine.watermark = null;
    store.audit("Update attribute mappings or scope", job.servicePrincipalId);
    store.touch();
  }

  return [
    {
      method: "GET",
      path,
      permission: "readSynchronization",
      handle: (request) => {
        const job = findJob(services, request);
        const context = `${request.url.origin}/${request.version}/$metadata#servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs('${job.id}')/schema/$entity`;
        return ok({ "@odata.context": context, ...job.schema });
      },
    },
    {
      method: "PUT",
      path,
      permission: "writeSynchronization",
      handle: (request) => {
        const job = findJob(services, request);
        const { "@odata.context": _, ...schema } = parseBody(request, synchronizationSchema);
        const [problem] = schemaProblems(schema);
        if (problem !== undefined) throw badRequest(problem, "InvalidSchema");
        replace(job, schema);
        return noContent;
      },
    },
    {
      method: "PATCH",
      path,
      permission: "writeSynchronization",
      handle: (request) => {
        const message = `No HTTP resource was found that matches the request URI '${request.url.href}'.`;
        throw new ODataError(404, "ResourceNotFound", message);
      },
    },
    {
      method: "DELETE",
      path,
      permission: "writeSynchronization",
      handle: (request) => {
        const job = findJob(services, request);
        replace(job, scimTemplateSchema(job.id));
        return noContent;
      },
    },
  ];
}
