import { z } from "zod";
import { defineFunction } from "../function.ts";
import { application, appRoleOutputs, idsByValue } from "../graph/application.ts";
import { featuresOf } from "../graph/feature-tags.ts";
import { equals, query } from "../graph/query.ts";
import { ownersOf } from "../graph/service-principal.ts";
import { oneOf, only } from "./one-of.ts";

const filters = {
  clientId: (value: string) => equals("appId", value),
  displayName: (value: string) => equals("displayName", value),
  identifierUri: (value: string) => `identifierUris/any(uri:uri ${equals("", value).trimStart()})`,
};

/** An application by its object id, client id, name or one of its identifier URIs; without its claims and web settings. */
export const getApplication = defineFunction({
  token: "azuread:index/getApplication:getApplication",
  args: z.strictObject({
    clientId: z.guid().optional(),
    displayName: z.string().optional(),
    identifierUri: z.string().optional(),
    objectId: z.guid().optional(),
  }),
  async call(args, graph) {
    const by = oneOf(args, ["objectId", "clientId", "displayName", "identifierUri"]);
    const wanted = args[by] ?? "";
    const path = "/v1.0/applications";
    const found =
      by === "objectId"
        ? await graph.get(`${path}/${wanted}`, application)
        : only(
            await graph.list(query(path, { filter: filters[by](wanted) }), application),
            `application with ${by} ${wanted}`,
          );
    const { oauth2RequirePostResponse } = await graph.get(
      query(`/beta/applications/${found.id}`, { select: ["oauth2RequirePostResponse"] }),
      z.object({ oauth2RequirePostResponse: z.boolean().nullish() }),
    );
    const scopes = found.api?.oauth2PermissionScopes ?? [];
    return {
      appRoleIds: idsByValue(found.appRoles),
      appRoles: appRoleOutputs(found.appRoles),
      clientId: found.appId,
      description: found.description ?? "",
      disabledByMicrosoft: found.disabledByMicrosoftStatus ?? "",
      displayName: found.displayName ?? "",
      featureTags: [featuresOf(found.tags ?? [])],
      id: `/applications/${found.id}`,
      identifierUri: args.identifierUri ?? "",
      identifierUris: found.identifierUris ?? [],
      notes: found.notes ?? "",
      oauth2PermissionScopeIds: idsByValue(scopes),
      oauth2PostResponseRequired: oauth2RequirePostResponse ?? false,
      objectId: found.id,
      owners: await ownersOf(`${path}/${found.id}`, graph),
      publisherDomain: found.publisherDomain ?? "",
      signInAudience: found.signInAudience ?? "",
      tags: found.tags ?? [],
    };
  },
});
