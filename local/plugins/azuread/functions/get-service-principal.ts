import { z } from "zod";
import { defineFunction } from "../function.ts";
import { equals, query } from "../graph/query.ts";
import { servicePrincipal, servicePrincipalOutputs } from "../graph/service-principal.ts";
import { oneOf, only } from "./one-of.ts";

const fields = { clientId: "appId", displayName: "displayName" } as const;

/** A service principal by its object id, its client id or its name. */
export const getServicePrincipal = defineFunction({
  token: "azuread:index/getServicePrincipal:getServicePrincipal",
  args: z.strictObject({
    clientId: z.guid().optional(),
    displayName: z.string().optional(),
    objectId: z.guid().optional(),
  }),
  async call(args, graph) {
    const path = "/v1.0/servicePrincipals";
    const by = oneOf(args, ["objectId", "clientId", "displayName"]);
    const wanted = args[by] ?? "";
    const found =
      by === "objectId"
        ? await graph.get(`${path}/${wanted}`, servicePrincipal)
        : only(
            await graph.list(query(path, { filter: equals(fields[by], wanted) }), servicePrincipal),
            `service principal with ${by} ${wanted}`,
          );
    const { samlSingleSignOnSettings } = found;
    return {
      ...(await servicePrincipalOutputs(found, graph)),
      id: found.id,
      samlSingleSignOns: [{ relayState: samlSingleSignOnSettings?.relayState ?? "" }],
    };
  },
});
