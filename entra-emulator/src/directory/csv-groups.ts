import { type CsvRow, readCsvRows } from "./csv-table.ts";
import type { Group } from "./model.ts";
import { newGroup } from "./objects.ts";
import type { Problems } from "./problems.ts";

/** The documentation names no column of this download; README.md beside this file says what is assumed. */
const columns = {
  id: ["id", "objectId"],
  displayName: ["displayName"],
  description: ["description"],
  groupType: ["groupType"],
  membershipType: ["membershipType"],
  mail: ["mail"],
  mailEnabled: ["mailEnabled"],
  securityEnabled: ["securityEnabled"],
} as const;

/** Groups by object id. */
export async function readCsvGroups(file: string, problems: Problems): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  for await (const row of readCsvRows(file, "the groups", columns, ["id", "displayName"], problems)) {
    const group = toGroup(row);
    if (group === undefined) continue;
    if (groups.has(group.id)) row.problem("id", `${group.id} is there twice`);
    else groups.set(group.id, group);
  }
  return groups;
}

function toGroup(row: CsvRow<keyof typeof columns>): Group | undefined {
  const id = row.guid("id");
  const displayName = row.required("displayName", "a name");
  const mail = row.text("mail");
  const unified = /^(microsoft 365|unified|office 365)$/i.test(row.text("groupType") ?? "");
  const dynamic = /^dynamic/i.test(row.text("membershipType") ?? "");
  const mailEnabled = row.flag("mailEnabled", unified || mail !== null);
  const securityEnabled = row.flag(
    "securityEnabled",
    !unified && !/^distribution/i.test(row.text("groupType") ?? ""),
  );
  if (id === null || displayName === null) return undefined;
  return newGroup({
    id,
    displayName,
    description: row.text("description"),
    mailEnabled,
    securityEnabled,
    groupTypes: [...(unified ? ["Unified"] : []), ...(dynamic ? ["DynamicMembership"] : [])],
  });
}
