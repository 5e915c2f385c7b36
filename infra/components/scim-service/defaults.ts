/** The service where an argument is left out. The stack's configuration shows the same in its reference. */
export const SERVICE_DEFAULTS = {
  basePath: "/scim/v2",
  namespace: "scim",
  replicas: 2,
  monitoring: false,
  tenant: "default",
  timeoutSeconds: 300,
} as const;

/** A cluster of the CloudNativePG operator where an argument is left out. */
export const CLOUD_NATIVE_PG_DEFAULTS = { instances: 3, storage: "20Gi", deletionProtection: true } as const;

/** Key of the connection string in a Secret, where none is named: that of the operator's Secret. */
export const DATABASE_KEY = "uri";
