import { z } from "zod";
import { defineFunction } from "../function.ts";
import { equals, query } from "../graph/query.ts";
import { listedUser, userOutputs } from "../graph/user.ts";
import { oneOf, only } from "./one-of.ts";
import { lookUpAll, resultId } from "./several.ts";

const strings = z.array(z.string()).optional();
const path = "/v1.0/users";
const select = Object.keys(listedUser.shape);
const fields = {
  employeeIds: "employeeId",
  mailNicknames: "mailNickname",
  mails: "mail",
  objectIds: "id",
  userPrincipalNames: "userPrincipalName",
} as const;

/** Users by one kind of name, or all of them. */
export const getUsers = defineFunction({
  token: "azuread:index/getUsers:getUsers",
  args: z.strictObject({
    employeeIds: strings,
    ignoreMissing: z.boolean().optional(),
    mailNicknames: strings,
    mails: strings,
    objectIds: strings,
    returnAll: z.boolean().optional(),
    userPrincipalNames: strings,
  }),
  async call(args, graph) {
    const by = oneOf({ ...args, returnAll: args.returnAll === true ? true : undefined }, [
      "userPrincipalNames",
      "objectIds",
      "mails",
      "mailNicknames",
      "employeeIds",
      "returnAll",
    ]);
    const found =
      by === "returnAll"
        ? await graph.list(query(path, { select }), listedUser)
        : await lookUpAll(
            args[by] ?? [],
            `user with ${fields[by]}`,
            args.ignoreMissing === true,
            async (name) => {
              const filter = equals(fields[by], name);
              const matches = await graph.list(query(path, { filter, select }), listedUser);
              return matches.length === 0 ? undefined : only(matches, `user with ${fields[by]} ${name}`);
            },
          );
    const every = (field: "employeeId" | "mail" | "mailNickname" | "userPrincipalName") =>
      found.map((each) => each[field] ?? "");
    const ids = found.map(({ id }) => id);
    return {
      employeeIds: every("employeeId"),
      id: resultId("users", ids),
      ignoreMissing: args.ignoreMissing ?? false,
      mailNicknames: every("mailNickname"),
      mails: every("mail"),
      objectIds: ids,
      returnAll: args.returnAll ?? false,
      userPrincipalNames: every("userPrincipalName"),
      users: found.map(userOutputs),
    };
  },
});
