import { z } from "zod";

const GENERATED = [
  // A date, so that equal deployments of different moments are equal.
  /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
  // What Graph draws for an assignment.
  /(?<=")[\w-]{43}(?=")/g,
] as const;

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

const tenant = z.record(z.string(), z.unknown());

/**
 * A tenant (`GET /emulator/tenant`) without what differs between two deployments of one configuration: what Graph draws
 * by lot, dates, and the order that follows from them. Two tenants are alike when the same things are in them.
 *
 * @param known ids that are not drawn by lot, such as the directory's.
 */
export function likeness(whole: unknown, known: (id: string) => boolean): Record<string, unknown> {
  const alike = (value: unknown): string => {
    const text = GENERATED.reduce((json, pattern) => json.replace(pattern, "…"), JSON.stringify(value));
    return text.replace(GUID, (id) => (known(id) ? id : "…"));
  };
  return Object.fromEntries(
    Object.entries(tenant.parse(whole)).map(([part, value]) => {
      const items = Array.isArray(value) ? value.map(alike).toSorted() : [alike(value)];
      return [part, items.map((item): unknown => JSON.parse(item))];
    }),
  );
}
