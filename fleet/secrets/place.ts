import { printPath } from "../../infra/stack/config/path.ts";
import type { Customer } from "../customers/customer.ts";

/** Where a customer's reference stands and what it is for, as messages begin: `FILE:LINE:COLUMN: PATH of NAME`. */
export function placeOf(
  { name, places }: Pick<Customer, "name" | "places">,
  path: readonly (string | number)[],
): string {
  const printed = printPath(path);
  const place = places[printed];
  return `${place === undefined ? "" : `${place}: `}${printed} of ${name}`;
}
