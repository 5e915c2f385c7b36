import path from "node:path";
import { type CsvRow, readCsvRows } from "./csv-table.ts";
import type { Group, User } from "./model.ts";
import type { Problems } from "./problems.ts";

/** The documentation names no column of this download; README.md beside this file says what is assumed. */
const columns = {
  group: ["groupId", "groupDisplayName", "group"],
  id: ["id", "objectId"],
  objectType: ["objectType"],
} as const;

/** Puts the members of a download into their groups: that of the column `groupId`, else the one the file is named as. */
export async function readCsvMembers(
  file: string,
  users: ReadonlyMap<string, User>,
  groups: ReadonlyMap<string, Group>,
  problems: Problems,
): Promise<void> {
  const groupNamed = byName(groups.values());
  const ownName = path.basename(file, path.extname(file));
  const ownGroup = groupNamed(ownName);
  for await (const row of readCsvRows(file, "the members", columns, ["id"], problems)) {
    const named = row.text("group");
    const group = named === null ? ownGroup : groupNamed(named);
    if (group === "ambiguous") {
      const message = `there are several groups of the name ${JSON.stringify(named ?? ownName)}; name the group by its object id`;
      if (named !== null) row.problem("group", message);
      else problems.add(file, undefined, message);
      if (named === null) return;
      continue;
    }
    if (group === undefined && named === null) {
      problems.add(
        file,
        undefined,
        "expected a column groupId, or a file that is named as its group (by name or object id)",
      );
      return;
    }
    if (group === undefined)
      row.problem("group", `there is no group ${JSON.stringify(named)} among the groups`);
    else addMember(row, group, users, groups);
  }
}

/** Looks groups up by object id, then by name, case not counted. */
function byName(groups: Iterable<Group>): (name: string) => Group | "ambiguous" | undefined {
  const found = new Map<string, Group | "ambiguous">();
  const all = [...groups];
  for (const group of all) {
    const name = group.displayName.toLowerCase();
    found.set(name, found.has(name) ? "ambiguous" : group);
  }
  for (const group of all) found.set(group.id, group);
  return (name) => found.get(name.toLowerCase());
}

function addMember(
  row: CsvRow<keyof typeof columns>,
  group: Group,
  users: ReadonlyMap<string, User>,
  groups: ReadonlyMap<string, Group>,
): void {
  const kind = row.text("objectType");
  // Devices, contacts and service principals may be members too; they are never provisioned.
  if (kind !== null && !/^(#microsoft\.graph\.)?(user|group)$/i.test(kind)) return;
  const id = row.guid("id");
  if (id === null) return;
  if (users.has(id) || groups.has(id)) group.members.add(id);
  else
    row.problem(
      "id",
      `there is no user or group ${id} in the other files; were they downloaded with a filter?`,
    );
}
