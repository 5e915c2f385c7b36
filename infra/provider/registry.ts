import { bind, type BoundResource } from "./bind.ts";
import { connectionTest } from "./connection-test/connection-test.ts";
import { provisioningStart } from "./provisioning-start/provisioning-start.ts";
import type { FunctionDefinition } from "./resource.ts";
import { synchronizationSchema } from "./synchronization-schema/synchronization-schema.ts";

/** Everything that the provider offers. */
export const RESOURCES: readonly BoundResource[] = [
  bind(connectionTest),
  bind(synchronizationSchema),
  bind(provisioningStart),
];

export const FUNCTIONS: readonly FunctionDefinition[] = [];
