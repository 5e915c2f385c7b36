import { z } from "zod";
import { ENGINE_DEFAULTS } from "./engine/index.ts";

/** What `PUT /emulator/settings` sets; members left out stay as they are. */
export const settingsChange = z.strictObject({
  /** Milliseconds of real time for which a new object is missing, as in Entra's eventually consistent directory. */
  visibilityDelayMs: z.number().int().min(0).max(600_000).optional(),
  /** Names of the Graph permissions that new access tokens carry. */
  permissions: z.array(z.string().max(100)).max(200).optional(),
  /** Display names of the caller's directory roles. */
  directoryRoles: z.array(z.string().max(100)).max(100).optional(),
  /** Whether the tenant has Entra ID P1 or P2, without which groups cannot be assigned. */
  premium: z.boolean().optional(),
  /** How many members one PATCH of a group carries. */
  membersPerPatch: z.number().int().min(1).max(1000).optional(),
  /** Whether cycles that are due run by themselves as time passes; else only by the control paths. */
  automaticCycles: z.boolean().optional(),
});

export type Settings = {
  -readonly [Key in keyof z.infer<typeof settingsChange>]-?: Exclude<
    z.infer<typeof settingsChange>[Key],
    undefined
  >;
};

/** A caller that may do everything the kit does, and change the directory too, in a tenant with a premium licence. */
export function defaultSettings(): Settings {
  return {
    visibilityDelayMs: 0,
    permissions: [
      "Application.ReadWrite.All",
      "AppRoleAssignment.ReadWrite.All",
      "AuditLog.Read.All",
      "Directory.Read.All",
      "Group.ReadWrite.All",
      "Organization.Read.All",
      "RoleManagement.Read.Directory",
      "Synchronization.ReadWrite.All",
      "User.ReadWrite.All",
    ],
    directoryRoles: [],
    premium: true,
    membersPerPatch: ENGINE_DEFAULTS.membersPerPatch,
    automaticCycles: false,
  };
}
