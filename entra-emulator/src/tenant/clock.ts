import type { Tenant } from "./model.ts";

/** The time that the tenant lives in: the machine's, moved ahead. Whatever Entra dates is dated by it. */
export class Clock {
  readonly #tenant: Pick<Tenant, "clockOffsetMs">;

  constructor(tenant: Pick<Tenant, "clockOffsetMs">) {
    this.#tenant = tenant;
  }

  now(): Date {
    return new Date(Date.now() + this.#tenant.clockOffsetMs);
  }

  /** Now, as Graph writes a time: ISO 8601 in UTC without fractions. */
  timestamp(): string {
    return `${this.now().toISOString().slice(0, 19)}Z`;
  }

  /** Moves the clock ahead to `time`; a time that has passed already changes nothing. */
  advanceTo(time: Date): void {
    this.#tenant.clockOffsetMs += Math.max(0, time.getTime() - this.now().getTime());
  }
}
