import type { ProvisioningEngine } from "../engine/index.ts";
import type { Settings } from "../settings.ts";
import type { TenantStore } from "../tenant/store.ts";
import type { PermissionName } from "./permissions.ts";
import type { GraphReply, GraphRequest } from "./request.ts";
import type { Visibility } from "./visibility.ts";

/** What the handlers of Graph's paths work on. */
export interface GraphServices {
  readonly store: TenantStore;
  readonly settings: Settings;
  readonly visibility: Visibility;
  readonly engine: ProvisioningEngine;
  /** Client id and object id of the application that deploys. */
  readonly deployer: { readonly clientId: string; readonly objectId: string };
}

/** One Graph call. `path` is below the version, with `:name` for parameters. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly permission: PermissionName;
  readonly handle: (request: GraphRequest) => GraphReply | Promise<GraphReply>;
}
