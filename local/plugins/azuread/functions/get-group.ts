import { z } from "zod";
import { defineFunction } from "../function.ts";
import { directoryObject } from "../graph/application.ts";
import { group, groupOutputs, unifiedGroup } from "../graph/group.ts";
import { equals, query } from "../graph/query.ts";
import { oneOf, only } from "./one-of.ts";

/** A group by one of its names, with the ids of all its members and owners. */
export const getGroup = defineFunction({
  token: "azuread:index/getGroup:getGroup",
  args: z.strictObject({
    displayName: z.string().optional(),
    includeTransitiveMembers: z.boolean().optional(),
    mailEnabled: z.boolean().optional(),
    mailNickname: z.string().optional(),
    objectId: z.guid().optional(),
    securityEnabled: z.boolean().optional(),
  }),
  async call(args, graph) {
    const by = oneOf(args, ["displayName", "mailNickname", "objectId"]);
    const wanted = args[by] ?? "";
    const filter = [equals(by, wanted), ...kinds(args)].join(" and ");
    const found =
      by === "objectId"
        ? await graph.get(`/beta/groups/${wanted}`, group)
        : only(await graph.list(query("/beta/groups", { filter }), group), `group with ${filter}`);
    const unified = found.groupTypes?.includes("Unified")
      ? await graph.get(
          query(`/beta/groups/${found.id}`, { select: Object.keys(unifiedGroup.shape) }),
          unifiedGroup,
        )
      : {};
    const transitive = args.includeTransitiveMembers === true;
    const ids = async (relation: string) =>
      (await graph.list(`/beta/groups/${found.id}/${relation}`, directoryObject)).map(({ id }) => id);
    return {
      ...groupOutputs(found),
      autoSubscribeNewMembers: unified.autoSubscribeNewMembers ?? false,
      externalSendersAllowed: unified.allowExternalSenders ?? false,
      hideFromAddressLists: unified.hideFromAddressLists ?? false,
      hideFromOutlookClients: unified.hideFromOutlookClients ?? false,
      id: found.id,
      includeTransitiveMembers: transitive,
      members: await ids(transitive ? "transitiveMembers" : "members"),
      owners: await ids("owners"),
    };
  },
});

/** Conditions on the kind of group. */
export function kinds(args: {
  readonly mailEnabled?: boolean | undefined;
  readonly securityEnabled?: boolean | undefined;
}): string[] {
  const { mailEnabled, securityEnabled } = args;
  return [
    ...(mailEnabled === undefined ? [] : [equals("mailEnabled", mailEnabled)]),
    ...(securityEnabled === undefined ? [] : [equals("securityEnabled", securityEnabled)]),
  ];
}
