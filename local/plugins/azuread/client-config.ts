import type { PluginFunction } from "../../../provider/runtime/plugin.ts";
import type { BridgedContext } from "./bridge.ts";

/** Who the provider is logged in as; sends nothing. */
export const getClientConfig: PluginFunction<BridgedContext> = {
  check: (args) => ({ inputs: args, problems: [] }),
  call: async (_args, { login: { tenantId, clientId, objectId } }) => ({
    clientId,
    id: `${tenantId}-${clientId}-${objectId}`,
    objectId,
    tenantId,
  }),
};
