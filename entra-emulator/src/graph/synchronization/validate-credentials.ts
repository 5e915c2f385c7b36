import { z } from "zod";
import { ODataError } from "../../http/odata-error.ts";
import { noContent, parseBody } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";
import { checkKeys, credentials } from "./secrets.ts";

const test = z.looseObject({
  credentials: credentials.optional(),
  useSavedCredentials: z.boolean().optional(),
});

/** `validateCredentials`: calls the endpoint as Test Connection does, with the credentials given or the saved ones. */
export function validateCredentialsRoutes(services: GraphServices): Route[] {
  return [
    {
      method: "POST",
      path: `${JOB_PATH}/validateCredentials`,
      permission: "writeSynchronization",
      handle: async (request) => {
        const job = findJob(services, request);
        const given = parseBody(request, test);
        checkKeys(given.credentials ?? []);
        const saved = services.store.tenant.secrets.get(job.servicePrincipalId) ?? new Map<string, string>();
        const tested = new Map(given.useSavedCredentials === true ? saved : []);
        for (const { key, value } of given.credentials ?? []) {
          // A masked value, as a read gave it, stands for the saved one.
          tested.set(key, value === "*" ? (saved.get(key) ?? "") : value);
        }
        const failure = await services.engine.validateCredentials(services.store, job, tested);
        if (failure !== undefined) throw new ODataError(400, failure.code, failure.message);
        return noContent;
      },
    },
  ];
}
