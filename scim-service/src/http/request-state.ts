import type { LeniencyName } from "../scim/leniency.ts";

/** What is known about a request while it is worked on: `ctx.state`. */
export interface RequestState {
  requestId: string;
  /** Name of the operation in logs and metrics. */
  operation: string;
  /** The tenant's id, once the token is known. */
  tenant: string | undefined;
  leniencies: ReadonlySet<LeniencyName>;
  /** Whether `aadOptscim062020` stood in front of the resource's path. */
  flagMoved: boolean;
  /** Gives the tenant's place back when the request is over. */
  leave: (() => void) | undefined;
}
