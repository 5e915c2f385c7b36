import { z } from "zod";

/** What a program says about the start of a job. The stack's configuration takes the same shapes. */

export const waitForFirstCycle = z.boolean().exactOptional().meta({
  description:
    "Whether `pulumi up` waits for the end of the first cycle, for an hour at most, and fails when the cycle does.",
  default: false,
  example: true,
});

export const restart = z.string().min(1).exactOptional().meta({
  description:
    "Any text; a new one restarts provisioning: a quarantine ends, failures are forgotten, and everyone is evaluated again. Taking it out does nothing.",
  example: "2026-11-24",
});
