import { randomUUID } from "node:crypto";
import type { AuditLogEntry } from "./audit-log.ts";
import { BoundedLog } from "./bounded-log.ts";
import { Clock } from "./clock.ts";
import type { ProvisioningLogEntry, Tenant } from "./model.ts";

/** How many of the newest entries the logs keep. */
export const PROVISIONING_LOG_ENTRIES = 20_000;
export const AUDIT_LOG_ENTRIES = 5_000;

/** A user or group that changed, or is gone for good (`purged`). */
export interface Change {
  readonly id: string;
  readonly objectType: "User" | "Group";
  readonly purged: boolean;
}

/**
 * The tenant in memory. Directory objects are changed by the functions of the modules beside this one, which record the
 * change; jobs and their engine state are changed in place, followed by `touch()`.
 */
export class TenantStore {
  readonly tenant: Tenant;
  readonly clock: Clock;
  readonly provisioningLog = new BoundedLog<ProvisioningLogEntry>(PROVISIONING_LOG_ENTRIES);
  readonly auditLog = new BoundedLog<AuditLogEntry>(AUDIT_LOG_ENTRIES);
  readonly #onTouch: () => void;

  /** `onTouch` is called after each change of the tenant, to have it saved. */
  constructor(tenant: Tenant, onTouch: () => void = () => {}) {
    this.tenant = tenant;
    this.clock = new Clock(tenant);
    this.#onTouch = onTouch;
  }

  touch(): void {
    this.#onTouch();
  }

  /** Notes that a user or group changed: one of its properties, memberships or assignments. */
  recordChange(objectId: string): void {
    this.tenant.changeSequence += 1;
    this.tenant.changes.set(objectId, this.tenant.changeSequence);
    this.touch();
  }

  /** Notes that a user or group, which the caller has taken out of the tenant, is gone for good. */
  recordPurge(objectId: string, objectType: "User" | "Group"): void {
    this.tenant.changeSequence += 1;
    this.tenant.changes.delete(objectId);
    this.tenant.purged.set(objectId, { objectType, sequence: this.tenant.changeSequence });
    this.touch();
  }

  /** Users and groups that changed after `sequence`, as Graph's delta queries would give them; users come first. */
  changedSince(sequence: number): Change[] {
    const { changes, purged, users } = this.tenant;
    const found: Change[] = [];
    for (const [id, at] of changes) {
      if (at > sequence) found.push({ id, objectType: users.has(id) ? "User" : "Group", purged: false });
    }
    for (const [id, { objectType, sequence: at }] of purged) {
      if (at > sequence) found.push({ id, objectType, purged: true });
    }
    return found.toSorted((a, b) => Number(b.objectType === "User") - Number(a.objectType === "User"));
  }

  audit(activityDisplayName: AuditLogEntry["activityDisplayName"], servicePrincipalId: string): void {
    const activityDateTime = this.clock.timestamp();
    this.auditLog.append({ id: randomUUID(), activityDateTime, activityDisplayName, servicePrincipalId });
  }
}
