import { z } from "zod";

/** From here on a date has a form that neither this API nor PostgreSQL reads. */
const YEAR_10000 = Date.UTC(10_000, 0);

/** When a token or a secret ends: ISO 8601 with any offset, in the future; null or left out: never. */
export const expiresAt = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) > Date.now(), "must be in the future")
  .refine((text) => Date.parse(text) < YEAR_10000, "must be before the year 10000 in UTC")
  // PostgreSQL knows fewer offsets.
  .transform((text) => new Date(text).toISOString())
  .nullish();

/** What a person calls a token, a client or a trust. */
export const label = z.string().trim().min(1).max(128);
