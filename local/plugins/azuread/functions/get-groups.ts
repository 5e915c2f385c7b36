import { z } from "zod";
import { defineFunction } from "../function.ts";
import { group } from "../graph/group.ts";
import { equals, query } from "../graph/query.ts";
import { kinds } from "./get-group.ts";
import { oneOf, only } from "./one-of.ts";
import { lookUpAll, resultId } from "./several.ts";

const strings = z.array(z.string()).optional();
const path = "/beta/groups";

/** Ids and names of groups. */
export const getGroups = defineFunction({
  token: "azuread:index/getGroups:getGroups",
  args: z.strictObject({
    displayNamePrefix: z.string().optional(),
    displayNames: strings,
    ignoreMissing: z.boolean().optional(),
    mailEnabled: z.boolean().optional(),
    objectIds: strings,
    returnAll: z.boolean().optional(),
    securityEnabled: z.boolean().optional(),
  }),
  async call(args, graph) {
    const by = oneOf({ ...args, returnAll: args.returnAll === true ? true : undefined }, [
      "displayNames",
      "objectIds",
      "displayNamePrefix",
      "returnAll",
    ]);
    const matching = async (condition: string[]) => {
      const filter = [...condition, ...kinds(args)].join(" and ");
      return await graph.list(filter === "" ? path : query(path, { filter }), group);
    };
    const ignoreMissing = args.ignoreMissing === true;
    const found = await {
      displayNames: () =>
        lookUpAll(args.displayNames ?? [], "group named", ignoreMissing, async (name) => {
          const matches = await matching([equals("displayName", name)]);
          return matches.length === 0 ? undefined : only(matches, `group named ${name}`);
        }),
      objectIds: () =>
        lookUpAll(args.objectIds ?? [], "group", ignoreMissing, (id) => graph.find(`${path}/${id}`, group)),
      displayNamePrefix: () =>
        matching([`startsWith(displayName, '${(args.displayNamePrefix ?? "").replaceAll("'", "''")}')`]),
      returnAll: () => matching([]),
    }[by]();
    const ids = found.map(({ id }) => id);
    return {
      displayNamePrefix: args.displayNamePrefix ?? "",
      displayNames: found.map(({ displayName }) => displayName),
      id: resultId("groups", ids),
      ignoreMissing,
      mailEnabled: args.mailEnabled ?? false,
      objectIds: ids,
      returnAll: args.returnAll ?? false,
      securityEnabled: args.securityEnabled ?? false,
    };
  },
});
