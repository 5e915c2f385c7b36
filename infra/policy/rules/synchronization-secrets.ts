import type { PolicyResource } from "@pulumi/policy";
import { z } from "zod";
import { ofType } from "../rule.ts";

/** What `pulumi policy analyze --file` has for a secret that it cannot decrypt. */
const REDACTED = z.literal("[secret]");

const properties = z.object({
  credentials: z
    .union([z.array(z.object({ key: z.string(), value: z.string().optional() })), REDACTED])
    .default([]),
});

/** Settings and secrets of a job, which Graph keeps in one list (synchronizationSecretKeyStringValuePair). */
export interface SynchronizationSecrets {
  readonly resource: PolicyResource;
  readonly values: ReadonlyMap<string, string | undefined>;
}

/** The synchronization secrets of every job in the stack, apart from those in a state file that stay encrypted. */
export function synchronizationSecrets(resources: readonly PolicyResource[]): SynchronizationSecrets[] {
  const type = "azuread:index/synchronizationSecret:SynchronizationSecret";
  return ofType(resources, type, properties).flatMap(({ resource, props: { credentials } }) =>
    typeof credentials === "string"
      ? []
      : [{ resource, values: new Map(credentials.map(({ key, value }) => [key, value])) }],
  );
}
