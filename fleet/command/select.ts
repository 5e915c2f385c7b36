import { closestMatch } from "leven";
import type { Customer } from "../customers/customer.ts";
import type { Fleet } from "../customers/read.ts";
import { FleetError } from "../error.ts";

/** Which customers a command is for; those that meet everything that is given. */
export interface Selection {
  readonly only?: readonly string[];
  readonly ring?: readonly string[];
  /** `region=emea`. */
  readonly label?: readonly string[];
}

/**
 * The customers that are meant, in the order of rings.
 *
 * @throws {FleetError} when a name or ring is not in the file, or nobody is meant
 */
export function selectCustomers(fleet: Fleet, { only, ring, label = [] }: Selection): Customer[] {
  const names = fleet.customers.map(({ name }) => name);
  const rings = fleet.rings.map(({ name }) => name);
  requireKnown("customer", only ?? [], names);
  requireKnown("ring", ring ?? [], rings);
  const labels = label.map((each) => {
    const [key = "", value] = each.split("=", 2);
    if (value === undefined) throw new FleetError(`--label takes KEY=VALUE; "${each}" is none.`);
    return [key, value] as const;
  });
  const selected = fleet.customers
    .filter(({ name }) => only === undefined || only.includes(name))
    .filter((customer) => ring === undefined || ring.includes(customer.ring))
    .filter((customer) => labels.every(([key, value]) => customer.labels[key] === value));
  if (selected.length === 0)
    throw new FleetError("No customer is meant: nobody meets --only, --ring and --label together.");
  return selected.toSorted((a, b) => rings.indexOf(a.ring) - rings.indexOf(b.ring));
}

function requireKnown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const guesses = unknown.map((name) => {
    const near = closestMatch(name, known, { maxDistance: 3 });
    return near === undefined ? name : `${name} (did you mean ${near}?)`;
  });
  throw new FleetError(`There is no ${what} ${guesses.join(", ")} in the file of customers.`);
}
