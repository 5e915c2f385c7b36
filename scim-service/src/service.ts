import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { FinishedRequests } from "./http/finished-requests.ts";
import type { RequestKeeper } from "./http/request-keeper.ts";
import type { WrongCredentials } from "./http/wrong-credentials.ts";
import type { Metrics } from "./operation/metrics.ts";
import type { Tracing } from "./operation/tracing.ts";
import type { Cursors } from "./store/cursors.ts";
import type { Catalog } from "./scim/schema/catalog.ts";
import type { EntraPassword } from "./store/entra-password.ts";
import type { Database } from "./store/database.ts";
import type { Tokens } from "./store/tokens.ts";

/** What the endpoints work with: one of each for the life of the process. */
export interface Service {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly database: Database;
  /** Where the password of the database comes from, unless the URL has one. */
  readonly databasePassword: EntraPassword | undefined;
  readonly tokens: Tokens;
  readonly wrongCredentials: WrongCredentials;
  readonly cursors: Cursors;
  readonly metrics: Metrics;
  readonly finishedRequests: FinishedRequests;
  /** Undefined while the console is off. */
  readonly requestKeeper: RequestKeeper | undefined;
  /** Undefined while tracing is off. */
  readonly tracing: Tracing | undefined;
  readonly log: Logger;
}
