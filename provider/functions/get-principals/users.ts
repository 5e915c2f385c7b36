import { z } from "zod";
import type { Context } from "../../context.ts";
import { batchLists } from "../../graph/batch.ts";
import { GUIDE } from "../../guide.ts";
import { present } from "../../runtime/property-map/present.ts";
import { type LookUp, lookUp } from "./look-up.ts";
import { sameName } from "./name.ts";
import { orWarn } from "./or-warn.ts";
import { ambiguous, notFound } from "./problem.ts";

const user = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
});

type User = z.output<typeof user>;

const foundUser = z
  .object({
    id: z.string().describe("Object id."),
    displayName: z.string().describe("Name in Entra."),
    userPrincipalName: z.string().describe("The sign-in name."),
    mail: z.string().optional().describe("Mail address; absent when there is none."),
    enabled: z.boolean().describe("Whether the account is enabled."),
    memberOf: z
      .array(z.string())
      .describe("Object ids of those of the groups asked for that the user is a direct member of."),
  })
  .meta({ title: "FoundUser", description: "A user who can be assigned." });

export const userResult = z
  .object({
    name: z.string().describe("As it was asked for."),
    user: foundUser.optional().describe("Absent when `problem` is set."),
    problem: z
      .string()
      .optional()
      .describe("Not found or ambiguous: why the user cannot be assigned, and what to do."),
  })
  .meta({ title: "UserResult", description: "What was found under the name of a user." });

const USERS: LookUp<typeof user> = {
  path: "/users",
  select: "id,displayName,userPrincipalName,mail,accountEnabled",
  item: user,
  step: GUIDE.findUsers,
  properties: { id: ["id"], address: ["userPrincipalName", "mail"], displayName: ["displayName"] },
};

/**
 * Users by their names, each with those of the groups that it is a direct member of, or with what is wrong.
 *
 * @param groupIds the groups that count.
 */
export async function findUsers(
  names: readonly string[],
  groupIds: readonly string[],
  context: Context,
): Promise<z.output<typeof userResult>[]> {
  const found = (await lookUp(names, USERS, context)).map((users, index) =>
    preferred(users, names[index] ?? ""),
  );
  const usable = found.flatMap((users) => (users.length === 1 ? users : []));
  const memberships = await findMemberships(usable, groupIds, context);
  return names.map((name, index) => {
    const [only, another] = found[index] ?? [];
    if (only === undefined) return { name, problem: notFound("user", name) };
    if (another !== undefined) return { name, problem: ambiguous("user", name, found[index] ?? []) };
    return {
      name,
      user: {
        id: only.id,
        displayName: only.displayName ?? only.userPrincipalName,
        userPrincipalName: only.userPrincipalName,
        ...present({ mail: only.mail ?? undefined }),
        enabled: only.accountEnabled ?? true,
        memberOf: memberships.get(only.id) ?? [],
      },
    };
  });
}

/** A user principal name is unique: its owner is meant, even when another user has it as mail. */
function preferred(users: readonly User[], name: string): User[] {
  const owner = users.find(({ userPrincipalName }) => sameName(userPrincipalName, name));
  return owner === undefined ? [...users] : [owner];
}

async function findMemberships(
  users: readonly User[],
  groupIds: readonly string[],
  context: Context,
): Promise<ReadonlyMap<string, string[]>> {
  if (groupIds.length === 0) return new Map();
  const counting = new Set(groupIds);
  const requests = users.map(({ id }) => ({ path: `/users/${id}/memberOf?$select=id&$top=999` }));
  const lists = await orWarn(
    batchLists(requests, z.object({ id: z.string() }), GUIDE.findUsers, context),
    "Whether users are in assigned groups already could not be seen",
    context,
  );
  return new Map(
    users.map(({ id }, index) => [
      id,
      (lists?.[index] ?? []).map((group) => group.id).filter((groupId) => counting.has(groupId)),
    ]),
  );
}
