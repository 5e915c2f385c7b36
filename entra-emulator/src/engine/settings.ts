import { z } from "zod";
import { type BaseAddress, parseBaseAddress } from "./wire/base-address.ts";

/** How the engine sends its requests. */
export interface EngineSettings {
  /** How many requests a cycle has under way at a time. */
  readonly concurrency: number;
  /** How many members one PATCH of a group carries. */
  readonly membersPerPatch: number;
}

/**
 * Several services saw Entra send one member per PATCH in initial cycles. How many requests it has under way at a time
 * is not known.
 */
export const ENGINE_DEFAULTS: EngineSettings = { concurrency: 32, membersPerPatch: 1 };

/** What the secrets of a service principal say about its provisioning. */
export interface ProvisioningSettings {
  readonly base: BaseAddress;
  /** Whether objects that go out of scope are left alone at the target. */
  readonly skipOutOfScopeDeletions: boolean;
  /** More deletions and disables than this in one cycle are held back; undefined for no limit. */
  readonly deleteThreshold: number | undefined;
}

const notificationSettings = z.object({
  DeleteThresholdEnabled: z.boolean().default(false),
  DeleteThresholdValue: z.coerce.number().int().nonnegative().default(500),
});

/** @throws {TargetError} when the base address is missing or is not a URL. */
export function readSettings(secrets: ReadonlyMap<string, string>): ProvisioningSettings {
  return {
    base: parseBaseAddress(secrets.get("BaseAddress") ?? ""),
    skipOutOfScopeDeletions: secrets.get("SkipOutOfScopeDeletions")?.toLowerCase() === "true",
    deleteThreshold: deleteThreshold(secrets.get("SyncNotificationSettings") ?? ""),
  };
}

function deleteThreshold(text: string): number | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = notificationSettings.safeParse(json);
  return parsed.success && parsed.data.DeleteThresholdEnabled ? parsed.data.DeleteThresholdValue : undefined;
}
