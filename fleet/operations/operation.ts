import { ProviderError } from "../../provider/runtime/error.ts";
import type { Customer } from "../customers/customer.ts";
import { FleetError } from "../error.ts";
import type { CustomerStack, FleetContext } from "../stack/customer-stack.ts";
import { type Failure, failure, failureOf, StackFailure } from "../stack/failure.ts";
import type { Outcome } from "./result.ts";

/** What an operation works with. */
export interface OperationContext {
  readonly customer: Customer;
  readonly stack: CustomerStack;
  readonly context: FleetContext;
  /** Whether `up` looks at what is really there first. */
  readonly refresh: boolean;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** An operation on one customer. It may be done again at any time. */
export type Operation = (context: OperationContext) => Promise<Omit<Outcome, "seconds">>;

/** What an operation threw, as a failure; an error of our own making is thrown on. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof StackFailure) return error.failure;
  if (error instanceof FleetError) return failure("secret", error.message);
  if (error instanceof ProviderError) return failureOf(error.message);
  throw error;
}
