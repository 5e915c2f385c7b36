import type { PolicyResource } from "@pulumi/policy";
import { z } from "zod";
import { known, ofType, stackPolicy } from "../rule.ts";

const job = z.object({ jobId: z.string().optional() });
const TEST = "entra-provisioning:index:ConnectionTest";

/** A job that starts untested runs into quarantine, and everybody is evaluated again when it comes out. */
export const connectionTestFirst = stackPolicy({
  name: "connection-test-first",
  description: "Provisioning starts only behind a connection test of the same job.",
  severity: "high",
  remedy: "Let ProvisioningStart depend on a ConnectionTest, and leave the job's own `enabled` false.",
  check(resources, report) {
    for (const { resource, props } of ofType(resources, "entra-provisioning:index:ProvisioningStart", job)) {
      const tests = [...ancestors(resource)].filter(({ type }) => type === TEST);
      if (tests.some((test) => job.parse(known(test.props)).jobId === props.jobId)) continue;
      report("Provisioning starts without a connection test before it.", resource.urn);
    }
    const enabled = z.object({ enabled: z.boolean().default(false) });
    const type = "azuread:index/synchronizationJob:SynchronizationJob";
    for (const { resource, props } of ofType(resources, type, enabled)) {
      // The kit's own job is created stopped; azuread reads `enabled` from whether it runs by now.
      if (!props.enabled || resource.opts.ignoreChanges.includes("enabled")) continue;
      report("The job starts as soon as it is created, before its connection is tested.", resource.urn);
    }
  },
});

/** Everything that a resource depends on, directly or not. */
function ancestors(resource: PolicyResource, seen = new Set<PolicyResource>()): Set<PolicyResource> {
  for (const dependency of resource.dependencies) {
    if (seen.has(dependency)) continue;
    seen.add(dependency);
    ancestors(dependency, seen);
  }
  return seen;
}
