import { z } from "zod";
import type { CustomerStack } from "../stack/customer-stack.ts";

const text = z.string().optional().catch(undefined);

/** The outputs of a stack that the fleet works with, as far as they are known. */
export const stackOutputs = z.object({
  servicePrincipalId: text,
  jobId: text,
  tenantUrl: text,
  tokenExpiresAt: text,
});

/** The outputs of the stack's latest update. */
export async function outputsOf(stack: CustomerStack): Promise<z.output<typeof stackOutputs>> {
  return stackOutputs.parse(JSON.parse(await stack.call(["stack", "output", "--json"])));
}
