/** Inputs that a stack's configuration takes as they are; zod schemas, and nothing else of the provider. */
export { restart, waitForFirstCycle } from "../resources/provisioning-start/shapes.ts";
export { disabledMapping, mapping, scopingFilter } from "../resources/synchronization-schema/shapes.ts";
