// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

export * from "./provider.ts";
export * from "./permission-check.ts";
export * from "./scim-token.ts";
export * from "./scim-client.ts";
export * from "./access-token.ts";
export * from "./connection-test.ts";
export * from "./synchronization-schema.ts";
export * from "./provisioning-start.ts";
export * from "./get-principals.ts";
export * from "./get-application.ts";
export * from "./get-assignments.ts";
export * from "./get-unused-applications.ts";
export * from "./get-job-health.ts";
export * from "./get-effective-schema.ts";
export * from "./types.ts";
