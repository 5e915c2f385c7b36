import type { Customer } from "../customers/customer.ts";
import type { Failure } from "../stack/failure.ts";
import { placeOf } from "./place.ts";

/** What the engine says of an environment that it cannot open, with where the customer refers to it. */
export function withPlaces(failed: Failure, customer: Customer): Failure {
  const references = customer.secrets.flatMap(({ path, reference }) =>
    "fromEsc" in reference ? [`${placeOf(customer, ["config", ...path])}: ${reference.fromEsc}`] : [],
  );
  const reason = failed.message.replaceAll(/\s*\n\s*/g, " ");
  return { ...failed, message: `${references.join(", ")} cannot be opened by the engine (${reason}).` };
}
