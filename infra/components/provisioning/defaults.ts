/** What a provisioning job does where nobody says otherwise. The stack's configuration shows the same in its reference. */
export const PROVISIONING_DEFAULTS = {
  start: true,
  scope: "assigned",
  scimDialect: "default",
  deletionThreshold: 500,
  skipOutOfScopeDeletions: false,
} as const;
