import { z } from "zod";
import { defineFunction } from "../function.ts";
import { equals, query } from "../graph/query.ts";
import { user, userOutputs } from "../graph/user.ts";
import { oneOf, only } from "./one-of.ts";

const identity = z.object({ id: z.string() });

/** A user by one of its names, with its manager. */
export const getUser = defineFunction({
  token: "azuread:index/getUser:getUser",
  args: z.strictObject({
    employeeId: z.string().optional(),
    mail: z.string().optional(),
    mailNickname: z.string().optional(),
    objectId: z.guid().optional(),
    userPrincipalName: z.string().optional(),
  }),
  async call(args, graph) {
    const by = oneOf(args, ["userPrincipalName", "objectId", "mail", "mailNickname", "employeeId"]);
    const wanted = args[by] ?? "";
    const { id } =
      by === "objectId"
        ? await graph.get(`/v1.0/users/${wanted}`, identity)
        : only(
            await graph.list(query("/v1.0/users", { filter: equals(by, wanted) }), identity),
            `user with ${by} ${wanted}`,
          );
    const found = await graph.get(query(`/v1.0/users/${id}`, { select: Object.keys(user.shape) }), user);
    const manager = await graph.find(`/v1.0/users/${id}/manager`, identity);
    const { employeeOrgData, ...rest } = found;
    return {
      ...userOutputs(rest),
      costCenter: employeeOrgData?.costCenter ?? "",
      division: employeeOrgData?.division ?? "",
      id,
      managerId: manager?.id ?? "",
    };
  },
});
