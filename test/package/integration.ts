import { z } from "zod";
import type { Contoso } from "../entra/contoso.ts";

const applications = z.object({ value: z.array(z.looseObject({ id: z.string(), displayName: z.string() })) });
const jobs = z.object({
  value: z.array(z.looseObject({ schedule: z.looseObject({ state: z.string() }) })),
});
const assigned = z.object({ value: z.array(z.looseObject({ principalDisplayName: z.string() })) });

/** What the tenant has of applications that programs made: their jobs' schedules and who is assigned. */
export async function readIntegration({ graph }: Contoso) {
  const filter = encodeURIComponent("displayName eq 'SightCall Provisioning'");
  const { value } = applications.parse(
    await graph.request("GET", `/v1.0/servicePrincipals?$filter=${filter}`),
  );
  return Promise.all(
    value.map(async ({ id, displayName }) => {
      const path = `/v1.0/servicePrincipals/${id}`;
      const ofJobs = jobs.parse(await graph.request("GET", `${path}/synchronization/jobs`));
      const ofPeople = assigned.parse(await graph.request("GET", `${path}/appRoleAssignedTo`));
      return {
        name: displayName,
        jobs: ofJobs.value.map(({ schedule }) => schedule.state),
        assigned: ofPeople.value.map(({ principalDisplayName }) => principalDisplayName),
      };
    }),
  );
}
