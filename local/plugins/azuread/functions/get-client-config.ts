import { z } from "zod";
import { defineFunction } from "../function.ts";

/** Who the provider is logged in as; sends nothing. */
export const getClientConfig = defineFunction({
  token: "azuread:index/getClientConfig:getClientConfig",
  args: z.strictObject({}),
  call: async (_args, _graph, { tenantId, clientId, objectId }) => ({
    clientId,
    id: `${tenantId}-${clientId}-${objectId}`,
    objectId,
    tenantId,
  }),
});
