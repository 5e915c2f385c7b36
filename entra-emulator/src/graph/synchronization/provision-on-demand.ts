import { z } from "zod";
import { ODataError } from "../../http/odata-error.ts";
import { badRequest } from "../error.ts";
import { ok, parseBody } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findJob, JOB_PATH } from "./find-job.ts";

const subject = z.looseObject({ objectId: z.guid(), objectTypeName: z.enum(["User", "Group"]) });

const onDemand = z.looseObject({
  parameters: z
    .array(
      z.looseObject({
        ruleId: z.string(),
        subjects: z
          .array(subject.extend({ links: z.record(z.string(), z.array(subject)).optional() }))
          .length(1, "one subject is provisioned at a time"),
      }),
    )
    .length(1, "one rule is applied at a time"),
});

const LARGEST_GROUP = 5;
const rate = { requests: 5, perMs: 10_000 };

/** `provisionOnDemand`: 200 whatever came of it, with the verdict as JSON in a string. */
export function provisionOnDemandRoutes(services: GraphServices): Route[] {
  const recent: number[] = [];

  function throttle(): void {
    const now = Date.now();
    while (recent[0] !== undefined && recent[0] <= now - rate.perMs) recent.shift();
    if (recent.length >= rate.requests) {
      throw new ODataError(429, "TooManyRequests", "Too many requests.", {
        "Retry-After": String(Math.ceil(((recent[0] ?? now) + rate.perMs - now) / 1000)),
      });
    }
    recent.push(now);
  }

  return [
    {
      method: "POST",
      path: `${JOB_PATH}/provisionOnDemand`,
      permission: "provisionOnDemand",
      handle: async (request) => {
        const job = findJob(services, request);
        throttle();
        const [parameters] = parseBody(request, onDemand).parameters;
        const [wanted] = parameters?.subjects ?? [];
        if (parameters === undefined || wanted === undefined) throw badRequest("A subject is needed.");
        if (!job.schema.synchronizationRules.some(({ id }) => id === parameters.ruleId)) {
          throw badRequest(`Rule '${parameters.ruleId}' is not one of the schema.`);
        }
        if ((wanted.links?.["members"]?.length ?? 0) > LARGEST_GROUP) {
          throw badRequest(`At most ${LARGEST_GROUP} members of a group can be provisioned on demand.`);
        }
        const verdict = await services.engine.provisionOnDemand(services.store, job, wanted);
        services.store.touch();
        return ok({
          "@odata.context": `${request.url.origin}/${request.version}/$metadata#microsoft.graph.stringKeyStringValuePair`,
          ...verdict,
        });
      },
    },
  ];
}
