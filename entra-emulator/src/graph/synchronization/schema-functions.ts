import { FUNCTIONS } from "@entra-scim-kit/expressions";
import { FILTER_OPERATORS } from "../../engine/index.ts";
import { ok } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";

/** What mappings and scoping filters of a job's schema can be written with. */
export function schemaFunctionRoutes(services: GraphServices): Route[] {
  return [
    {
      method: "GET",
      path: `${JOB_PATH}/schema/filterOperators`,
      permission: "readSynchronization",
      handle: (request) => {
        findJob(services, request);
        return ok({ value: FILTER_OPERATORS });
      },
    },
    {
      method: "GET",
      path: `${JOB_PATH}/schema/functions`,
      permission: "readSynchronization",
      handle: (request) => {
        findJob(services, request);
        const value = [...FUNCTIONS.values()].map(({ name, parameters }) => ({ name, parameters }));
        return ok({ value });
      },
    },
  ];
}
