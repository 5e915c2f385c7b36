import type { GetPrincipalsResult } from "../../../provider/sdk/index.ts";

/**
 * A warning for each group or user without a mail address, when attributes take their value from it.
 *
 * @param attributes Target attributes that would have no value.
 */
export function missingMailIn(
  { groups, users }: GetPrincipalsResult,
  attributes: readonly string[],
): string[] {
  if (attributes.length === 0) return [];
  const lacking = [
    ...users.flatMap(({ user }) =>
      user === undefined || user.mail !== undefined ? [] : `"${user.displayName}" has no mail address`,
    ),
    ...groups.flatMap(({ group }) => {
      const names = group?.withoutMail ?? [];
      if (group === undefined || names.length === 0) return [];
      return `"${group.displayName}" has members without a mail address (such as ${names.join(", ")})`;
    }),
  ];
  const needed = attributes.join(" and ");
  return lacking.map(
    (who) =>
      `${who}, but ${needed} must have a value and takes it from [mail]. Such a user would be refused. ` +
      "Map it by the expression Coalesce([mail], [userPrincipalName]) in provisioning.mappings.",
  );
}
