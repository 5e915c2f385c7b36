import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { BatchWork } from "./batch.ts";
import type { Queries } from "./database.ts";
import {
  asStored,
  displayOfMember,
  resourceRow,
  selectResources,
  type Member,
  type Reading,
  type ResourceRow,
  type SelectedRow,
} from "./resource-row.ts";

type Read = BatchWork<string, ResourceRow | undefined>;

const reads = new Map<string, Read>();

/** Reads by a key of which no two resources have the same. */
function readBy(column: "id" | "name_key", kind: ResourceKind, reading: Reading): Read {
  const name = `read_${kind}_${column}_${Number(reading.groups)}${Number(reading.members)}${Number(reading.display ?? false)}`;
  let read = reads.get(name);
  if (!read) reads.set(name, (read = readStatement(name, column, kind, reading)));
  return read;
}

function readStatement(name: string, column: string, kind: ResourceKind, reading: Reading): Read {
  const statement = {
    name,
    text: `${selectResources(kind, reading, `r.${column} as key`)}
      where r.tenant = $1 and r.type = '${kind}' and r.${column} = any($2)`,
  };
  return {
    changes: false,
    async run(queries, tenant, keys) {
      const rows = await queries.query<SelectedRow & { key: string }>(statement, [tenant, keys]);
      const byKey = new Map(rows.map((row) => [row.key, resourceRow(row, kind)]));
      return keys.map((key) => byKey.get(key));
    },
  };
}

/** One resource by its id; undefined when the tenant has none of that type. */
export function readResource(
  queries: Queries,
  tenant: number,
  kind: ResourceKind,
  id: string,
  reading: Reading,
): Promise<ResourceRow | undefined> {
  return queries.batch(readBy("id", kind, reading), tenant, id);
}

/** The user of a prepared name; undefined when the tenant has none. */
export function readUserByName(
  queries: Queries,
  tenant: number,
  nameKey: string,
  reading: Reading,
): Promise<ResourceRow | undefined> {
  return queries.batch(readBy("name_key", "U", reading), tenant, nameKey);
}

const membersPage = (display: boolean) => ({
  name: display ? "members_page_display" : "members_page",
  text: `select m.member_id as id, m.member_type as kind${display ? `, ${displayOfMember("$1", asStored)} as display` : ""}
    from scim.memberships m where m.tenant = $1 and m.group_id = $2 and m.member_id > $3
    order by m.member_id limit $4`,
});
const MEMBERS_PAGE = membersPage(false);
const MEMBERS_PAGE_DISPLAY = membersPage(true);

/** Members behind an id, in order: a page of a group that is too large to hold. */
export async function readMembers(
  queries: Queries,
  tenant: number,
  groupId: string,
  { after, limit, display }: { readonly after: string; readonly limit: number; readonly display: boolean },
): Promise<readonly Member[]> {
  const rows = await queries.query<{ id: string; kind: ResourceKind; display?: string }>(
    display ? MEMBERS_PAGE_DISPLAY : MEMBERS_PAGE,
    [tenant, groupId, after, limit],
  );
  return rows.map(({ id, kind, display: name }) => (name === undefined ? [id, kind] : [id, kind, name]));
}
