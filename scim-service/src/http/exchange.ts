import type { JsonObject } from "../scim/json.ts";
import type { Dialect } from "../scim/leniency.ts";
import type { Work } from "../scim/work.ts";
import type { Actor } from "../store/change.ts";
import type { Principal } from "../store/tokens.ts";
import type { Place } from "./place.ts";
import type { Query } from "./query.ts";
import type { RequestRecord } from "./request-record.ts";
import type { Handler } from "./reply.ts";

/** One SCIM request after authentication, parsed: what an endpoint sees. A Bulk operation is one, too. */
export interface ScimRequest {
  readonly requestId: string;
  readonly principal: Principal;
  readonly actor: Actor;
  readonly dialect: Dialect;
  /** URL of the SCIM root, e.g. `https://scim.example.com/scim/v2`: locations begin with it. */
  readonly base: string;
  /** The id in the path; empty where the path has none. */
  readonly id: string;
  readonly query: Query;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** The JSON body; empty where the method has none. */
  readonly body: JsonObject;
  /** What the request has made this process compare so far; the operations of a Bulk share it. */
  readonly work: Work;
  /** For more resources in memory at once than one, or two of a change, and before work that may take long. */
  readonly place: Pick<Place, "read" | "turn">;
  /** Whether nobody waits for the reply any more: the client has gone, or has been told that it took too long. */
  readonly isAbandoned: () => boolean;
  /** What the console keeps of it; undefined while the console is off. */
  readonly record: RequestRecord | undefined;
}

export type Endpoint = Handler<ScimRequest>;
