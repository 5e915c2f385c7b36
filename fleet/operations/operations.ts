import { CustomerStack } from "../stack/customer-stack.ts";
import { failure, passes } from "../stack/failure.ts";
import { drift } from "./drift.ts";
import { importSetUp } from "./import.ts";
import { failureFrom, type Operation, type OperationContext } from "./operation.ts";
import type { OperationName, Outcome } from "./result.ts";
import { destroy, plan, rotate, status, up } from "./update.ts";

const OPERATION: Readonly<Record<OperationName, Operation>> = {
  plan,
  up,
  destroy,
  status,
  drift,
  rotate,
  import: importSetUp,
};

/** What went wrong passes by itself: the job is tried again. */
export class PassingFailure extends Error {
  override readonly name = "PassingFailure";
}

/**
 * Does one operation on one customer. Whatever goes wrong with the customer is its outcome and no error, so that it
 * touches no other.
 *
 * @param last whether it is not tried again
 * @throws {PassingFailure} when trying again later may help, unless it is the last time
 */
export async function operate(
  name: OperationName,
  given: Omit<OperationContext, "stack">,
  last: boolean,
): Promise<Outcome> {
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1000;
  const { customer, context, signal } = given;
  const stack = new CustomerStack(customer, context);
  try {
    return { ...(await OPERATION[name]({ ...given, stack })), seconds: seconds() };
  } catch (error) {
    if (signal.aborted) {
      return { state: "failed", seconds: seconds(), failure: failure("interrupted", "Interrupted.") };
    }
    const found = failureFrom(error);
    if (found.code === "no-stack") return { state: "absent", seconds: seconds() };
    if (passes(found) && !last) throw new PassingFailure(found.message, { cause: error });
    const remedy = found.remedy.replaceAll("NAME", customer.name);
    return { state: "failed", seconds: seconds(), failure: { ...found, remedy } };
  }
}
