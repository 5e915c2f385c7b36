import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { findGroups, groupResult } from "./groups.ts";
import { findUsers, userResult } from "./users.ts";

const names = z.array(z.string().trim().min(1).max(256)).max(10_000).optional();

const args = z.object({
  groups: names.describe("Groups, each by object id, display name or mail address."),
  users: names.describe("Users, each by object id, user principal name, mail address or display name."),
  missingMail: z
    .boolean()
    .optional()
    .describe("Whether members of the groups who have no mail address are looked for as well."),
});

const result = z.object({
  groups: z.array(groupResult).describe("In the order of the names."),
  users: z.array(userResult).describe("In the order of the names."),
});

export const getPrincipals: EntraFunction<typeof args, typeof result> = {
  name: "getPrincipals",
  description:
    "Looks up who is to be assigned, in batches and without reading a group's members. What a name is shows in its form: " +
    "a GUID, an address with `@`, or a display name. A name that cannot be used is a `problem` in its place.",
  example: `
groups: [SightCall Users]
users: [ann@contoso.com]`,
  args,
  result,

  async call({ groups = [], users = [], missingMail = false }, context) {
    const foundGroups = await findGroups(groups, missingMail, context);
    const groupIds = foundGroups.flatMap(({ group }) => (group === undefined ? [] : [group.id]));
    return { groups: foundGroups, users: await findUsers(users, groupIds, context) };
  },
};
