import { z } from "zod";

/** What can be done with a customer. */
export const OPERATIONS = ["plan", "up", "destroy", "status", "drift", "rotate", "import"] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** How a customer's job in Entra is doing, as `getJobHealth` tells it. */
export const health = z.object({
  status: z.string(),
  summary: z.string(),
  lastCycle: z
    .object({
      state: z.string(),
      ended: z.string(),
      imported: z.number(),
      exported: z.number(),
      escrowed: z.number(),
      error: z.string().optional(),
    })
    .optional(),
  quarantine: z
    .object({ reason: z.string(), since: z.string(), nextAttempt: z.string(), error: z.string().optional() })
    .optional(),
  synchronized: z.record(z.string(), z.number()),
});

/** Something that is not as it should be. */
export const driftItem = z.object({
  /** What it is about: a resource's name and property, or a person. */
  item: z.string(),
  expected: z.string(),
  found: z.string(),
});

export type DriftItem = z.output<typeof driftItem>;

/**
 * What became of a customer:
 * `unchanged`, `changed`, `planned` (a preview has changes), `removed`, `absent` (there is no stack), `healthy`,
 * `quarantined`, `drifted`, `failed`, `skipped` (the run was stopped before).
 */
export const STATES = [
  "failed",
  "skipped",
  "quarantined",
  "drifted",
  "planned",
  "changed",
  "removed",
  "absent",
  "unchanged",
  "healthy",
] as const;
export type State = (typeof STATES)[number];

/** The outcome of one customer's operation: the output of its job. */
export const result = z.object({
  state: z.enum(STATES),
  /** Seconds from the start of the operation to its end. */
  seconds: z.number(),
  /** Resources by operation, without those that stayed the same. */
  changes: z.record(z.string(), z.number()).default({}),
  /** What changed, one line each. */
  details: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
  failure: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).optional(),
  outputs: z
    .object({
      servicePrincipalId: z.string().optional(),
      jobId: z.string().optional(),
      tenantUrl: z.string().optional(),
      tokenExpiresAt: z.string().optional(),
    })
    .default({}),
  health: health.optional(),
  drift: z.array(driftItem).default([]),
});

export type Result = z.output<typeof result>;
export type Outcome = z.input<typeof result>;
