import type { LeniencyName } from "../scim/leniency.ts";
import type { Place } from "./place.ts";
import type { RequestRecord } from "./request-record.ts";

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
  /** What the console keeps of a SCIM request; undefined where the console is off or the token unknown. */
  record: RequestRecord | undefined;
  /** Why the request was refused. */
  refusal: { readonly scimType: string | undefined; readonly detail: string } | undefined;
  /** What the request has taken of its tenant's limits; given back when it is over. */
  place: Place | undefined;
}
