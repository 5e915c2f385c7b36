import { z } from "zod";
import type { UnexpectedStatusError } from "../graph/unexpected-status-error.ts";
import { servicePrincipal } from "../graph/service-principal.ts";
import { defineResource } from "../resource.ts";
import { resourceId, servicePrincipalId } from "../resource-id.ts";

const id = resourceId("/servicePrincipals/{servicePrincipal}/synchronization/jobs/{job}");

const job = z.object({
  id: z.string(),
  templateId: z.string().nullish(),
  schedule: z.object({
    expiration: z.string().nullish(),
    interval: z.string().nullish(),
    state: z.string().nullish(),
  }),
});

/** A new application's synchronization may not be there yet; Graph then refuses or reports a conflict. */
export function notSettled({ status }: UnexpectedStatusError): boolean {
  return status === 403 || status === 409;
}

/** A provisioning job of an enterprise application. */
export const synchronizationJob = defineResource({
  token: "azuread:index/synchronizationJob:SynchronizationJob",
  inputs: z.strictObject({
    servicePrincipalId: servicePrincipalId.schema,
    templateId: z.string().min(1),
    enabled: z.boolean().default(true),
  }),
  computed: ["schedules"],
  replaceOn: ["servicePrincipalId", "templateId"],

  async create(given, graph) {
    const path = `/v1.0${given.servicePrincipalId}`;
    await graph.appears(path, servicePrincipal);
    const body = { "@odata.type": "#microsoft.graph.synchronizationJob", templateId: given.templateId };
    const made = await graph.post(
      { path: `${path}/synchronization/jobs`, body, again: notSettled },
      z.object({ id: z.string() }),
    );
    const jobPath = `${path}/synchronization/jobs/${made.id}`;
    if (given.enabled) {
      await graph.appears(jobPath, job);
      await graph.command("POST", { path: `${jobPath}/start` });
    }
    return id.format({ ...servicePrincipalId.parse(given.servicePrincipalId), job: made.id });
  },

  async read(given, _known, graph) {
    const names = id.parse(given);
    const found = await graph.find(`/v1.0${given}`, job);
    if (found === undefined) return undefined;
    const { expiration, interval, state } = found.schedule;
    return {
      enabled: state === "Active",
      schedules: [{ expiration: expiration ?? "", interval: interval ?? "", state: state ?? "" }],
      servicePrincipalId: servicePrincipalId.format(names),
      templateId: found.templateId ?? "",
    };
  },

  async update(given, { enabled }, _known, graph) {
    await graph.command("POST", { path: `/v1.0${given}/${enabled ? "start" : "pause"}` });
  },

  async delete(given, _known, graph) {
    const path = `/v1.0${given}`;
    await graph.delete({ path, again: notSettled });
    await graph.until(`deletion of ${given}`, async () =>
      (await graph.find(path, job)) === undefined ? true : undefined,
    );
  },
});
