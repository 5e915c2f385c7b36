import { z } from "zod";
import { ofType, stackPolicy } from "../rule.ts";

const release = z.object({ values: z.record(z.string(), z.unknown()).default({}) });
const namespace = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }).default({ labels: {} }),
});
const LEVEL = "pod-security.kubernetes.io/enforce";

/** The chart runs the service without root, capabilities or a writable file system; nothing may loosen that. */
export const hardenedWorkload = stackPolicy({
  name: "hardened-workload",
  description:
    "The service runs with the chart's security context, in a namespace that enforces the restricted level.",
  severity: "high",
  remedy: `Leave security contexts to the chart, and label the namespace ${LEVEL}: restricted.`,
  check(resources, report) {
    for (const { resource, props } of ofType(resources, "kubernetes:helm.sh/v3:Release", release)) {
      const loosened = keysOf(props.values).find((key) =>
        /securitycontext|privileged|hostnetwork/i.test(key),
      );
      if (loosened !== undefined) report(`The release's values set ${loosened}.`, resource.urn);
    }
    for (const { resource, props } of ofType(resources, "kubernetes:core/v1:Namespace", namespace)) {
      const level = props.metadata.labels[LEVEL];
      if (level !== "restricted") {
        report(`The namespace enforces ${level ?? "no level"} of Pod Security.`, resource.urn);
      }
    }
  },
});

/** Every key of nested values, as dotted path. */
function keysOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return path === "" ? [] : [path];
  const nested = Object.entries(value).flatMap(([key, child]) =>
    keysOf(child, path === "" ? key : `${path}.${key}`),
  );
  return nested.length > 0 ? nested : [path];
}
