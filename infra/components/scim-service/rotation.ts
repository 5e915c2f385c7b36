const UNITS = { d: 86_400_000, h: 3_600_000 } as const;

/** A period such as `90d` or `12h`. */
const PERIOD = /^([1-9]\d{0,3})([dh])$/;

/**
 * The beginning of the period that `now` lies in, as ISO 8601: the same text during the whole period and another one
 * in the next, so that the first deployment of a new period replaces the token.
 *
 * Periods are counted from 1970, not from the first deployment: nothing has to be remembered, and a fleet of stacks with
 * the same period rotates in the same week.
 *
 * @param period a number of days or hours, such as `90d`.
 * @throws {RangeError} when the period is not of that form.
 */
export function rotationOf(period: string, now: Date): string {
  const [, count, unit] = PERIOD.exec(period) ?? [];
  if (count === undefined || (unit !== "d" && unit !== "h")) {
    throw new RangeError(`"${period}" is not a period: a number of days or hours, for example 90d or 12h`);
  }
  const length = Number(count) * UNITS[unit];
  return new Date(Math.floor(now.getTime() / length) * length).toISOString();
}

/**
 * Twice a period: how long something is valid that is replaced in each, so that it outlasts a deployment that is missed.
 *
 * @param period a number of days or hours, such as `90d`.
 */
export function twice(period: string): string {
  return `${2 * Number.parseInt(period, 10)}${period.slice(-1)}`;
}
