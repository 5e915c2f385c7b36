import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

/** What a test says of a resource; the rest is as of a resource that nobody configured. */
export interface TestResource {
  readonly type: string;
  readonly name?: string;
  readonly props?: Record<string, unknown>;
  readonly opts?: Partial<PolicyResource["opts"]>;
  readonly dependencies?: PolicyResource[];
}

/** A resource as the engine hands it to a policy. */
export function resource(given: TestResource): PolicyResource {
  const { type, name = "it", props = {}, opts = {}, dependencies = [] } = given;
  return {
    type,
    name,
    urn: `urn:pulumi:test::entra-scim::${type}::${name}`,
    props,
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      ...opts,
    },
    dependencies,
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

/** The secrets of a job: `SyncNotificationSettings` and the like. */
export function jobSecrets(values: Readonly<Record<string, string>>): PolicyResource {
  return resource({
    type: "azuread:index/synchronizationSecret:SynchronizationSecret",
    props: { credentials: Object.entries(values).map(([key, value]) => ({ key, value })) },
  });
}

class NotApplicable extends Error {}

/** What a policy says of a stack: its violations, or why it does not apply. */
export async function judge(
  policy: StackValidationPolicy,
  resources: PolicyResource[],
  config: Record<string, unknown> = {},
): Promise<{ violations: string[]; notApplicable?: string }> {
  const violations: string[] = [];
  try {
    await policy.validateStack(
      {
        resources,
        stackTags: new Map(),
        getConfig: () => config as never,
        notApplicable: (reason) => {
          throw new NotApplicable(reason);
        },
      },
      (message) => violations.push(message),
    );
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
    return { violations, notApplicable: error.message };
  }
  return { violations };
}
