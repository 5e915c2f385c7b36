import { z } from "zod";
import type { Context } from "../../context.ts";
import { batchLists } from "../../graph/batch.ts";
import { GUIDE } from "../../guide.ts";
import { present } from "../../runtime/property-map/present.ts";
import { ambiguous, notFound } from "./problem.ts";
import { type LookUp, lookUp } from "./look-up.ts";
import { orWarn } from "./or-warn.ts";

const group = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  securityEnabled: z.boolean().nullish(),
  groupTypes: z.array(z.string()).nullish(),
});

type Group = z.output<typeof group>;

const nestedGroup = z
  .object({
    id: z.string().describe("Object id."),
    displayName: z.string().describe("Name in Entra."),
  })
  .meta({
    title: "NestedGroup",
    description: "A group that another group has as a direct member: Entra does not provision its members.",
  });

const foundGroup = z
  .object({
    id: z.string().describe("Object id."),
    displayName: z.string().describe("Name in Entra."),
    dynamic: z.boolean().describe("Whether membership is by rule."),
    nestedGroups: z.array(nestedGroup).describe("Groups among its direct members."),
    withoutMail: z
      .array(z.string())
      .optional()
      .describe(
        "User principal names of direct members without a mail address, a few of them, when asked for.",
      ),
  })
  .meta({ title: "FoundGroup", description: "A group that can be assigned." });

export const groupResult = z
  .object({
    name: z.string().describe("As it was asked for."),
    group: foundGroup.optional().describe("Absent when `problem` is set."),
    problem: z
      .string()
      .optional()
      .describe("Not found, ambiguous or not security-enabled: why it cannot be assigned, and what to do."),
  })
  .meta({ title: "GroupResult", description: "What was found under the name of a group." });

type GroupResult = z.output<typeof groupResult>;
type NestedGroup = NonNullable<GroupResult["group"]>["nestedGroups"][number];

const GROUPS: LookUp<typeof group> = {
  path: "/groups",
  select: "id,displayName,mail,securityEnabled,groupTypes",
  item: group,
  step: GUIDE.findGroups,
  properties: { id: ["id"], address: ["mail"], displayName: ["displayName"] },
};

/**
 * Groups by their names, each with the groups in it, or with what is wrong with it.
 *
 * @param missingMail whether to look for members without a mail address, too.
 */
export async function findGroups(
  names: readonly string[],
  missingMail: boolean,
  context: Context,
): Promise<GroupResult[]> {
  const found = await lookUp(names, GROUPS, context);
  const usable = found.flatMap((groups) => (groups.length === 1 ? groups : []));
  const ids = [...new Set(usable.map(({ id }) => id))];
  const nested = await findNested(ids, context);
  const withoutMail = missingMail ? await findWithoutMail(ids, context) : undefined;
  return names.map((name, index) => {
    const [only, another] = found[index] ?? [];
    if (only === undefined) return { name, problem: notFound("group", name) };
    if (another !== undefined) return { name, problem: ambiguous("group", name, found[index] ?? []) };
    if (only.securityEnabled !== true) return { name, problem: notSecurityEnabled(only) };
    return {
      name,
      group: {
        id: only.id,
        displayName: only.displayName ?? "",
        dynamic: only.groupTypes?.includes("DynamicMembership") ?? false,
        nestedGroups: nested.get(only.id) ?? [],
        ...present({ withoutMail: withoutMail?.get(only.id) }),
      },
    };
  });
}

/** Only members that are groups themselves are listed, so that the size of a group does not matter. */
async function findNested(
  groupIds: readonly string[],
  context: Context,
): Promise<ReadonlyMap<string, NestedGroup[]>> {
  const requests = groupIds.map((id) => ({
    path: `/groups/${id}/members/microsoft.graph.group?$select=id,displayName&$count=true&$top=999`,
    headers: { ConsistencyLevel: "eventual" },
  }));
  const lists = await orWarn(
    batchLists(requests, group, GUIDE.findGroups, context),
    "Whether groups contain other groups, whose members Entra does not provision, could not be seen",
    context,
  );
  return new Map(
    groupIds.map((id, index) => [
      id,
      (lists?.[index] ?? []).map((each) => ({ id: each.id, displayName: each.displayName ?? "" })),
    ]),
  );
}

/** A few members without a mail address of each group, by one request per group. */
async function findWithoutMail(
  groupIds: readonly string[],
  context: Context,
): Promise<ReadonlyMap<string, string[]>> {
  const filter = encodeURIComponent("mail eq null");
  const requests = groupIds.map((id) => ({
    path: `/groups/${id}/members/microsoft.graph.user?$filter=${filter}&$count=true&$select=id,userPrincipalName&$top=5`,
    headers: { ConsistencyLevel: "eventual" },
    firstPageOnly: true,
  }));
  const lists = await orWarn(
    batchLists(requests, z.object({ userPrincipalName: z.string() }), GUIDE.findGroups, context),
    "Whether members of groups have a mail address could not be seen",
    context,
  );
  return new Map(
    groupIds.map((id, index) => [id, (lists?.[index] ?? []).map((each) => each.userPrincipalName)]),
  );
}

function notSecurityEnabled({ displayName, id }: Group): string {
  return (
    `"${displayName ?? id}" is a distribution list or a Microsoft 365 group without security: Entra does not assign ` +
    "applications to it. Assign a security group, or one with securityEnabled."
  );
}
