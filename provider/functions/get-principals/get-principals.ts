import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { findGroups, groupResult } from "./groups.ts";
import { findUsers, userResult } from "./users.ts";

const names = z.array(z.string().trim().min(1).max(256)).max(10_000).optional();

const args = z.object({
  groups: names.describe("Groups by object id, display name or mail."),
  users: names.describe("Users by object id, user principal name, mail or display name."),
  missingMail: z
    .boolean()
    .optional()
    .describe("Also look for members of the groups who have no mail address."),
});

const result = z.object({ groups: z.array(groupResult), users: z.array(userResult) });

export const getPrincipals: EntraFunction<typeof args, typeof result> = {
  name: "getPrincipals",
  description: "Looks up who is to be assigned, in batches and without reading a group's members.",
  args,
  result,

  async call({ groups = [], users = [], missingMail = false }, context) {
    const foundGroups = await findGroups(groups, missingMail, context);
    const groupIds = foundGroups.flatMap(({ group }) => (group === undefined ? [] : [group.id]));
    return { groups: foundGroups, users: await findUsers(users, groupIds, context) };
  },
};
