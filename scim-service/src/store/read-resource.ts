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

/** Reads by a key of which no two resources have the same: one statement for each {@link Reading}, by its number. */
class Reads {
  readonly #column: "id" | "name_key";
  readonly #kind: ResourceKind;
  readonly #reads: Read[] = [];

  constructor(column: "id" | "name_key", kind: ResourceKind) {
    this.#column = column;
    this.#kind = kind;
  }

  of(reading: Reading): Read {
    const number = (reading.groups ? 4 : 0) + (reading.members ? 2 : 0) + (reading.display ? 1 : 0);
    return (this.#reads[number] ??= this.#make(number, reading));
  }

  #make(number: number, reading: Reading): Read {
    const [column, kind] = [this.#column, this.#kind];
    const where = `where r.tenant = $1 and r.type = '${kind}' and r.${column}`;
    const together = {
      name: `read_${kind}_${column}_${number}`,
      text: `${selectResources(kind, reading, `r.${column} as key`)} ${where} = any($2)`,
    };
    const alone = {
      name: `${together.name}_alone`,
      text: `${selectResources(kind, reading)} ${where} = $2`,
    };
    return {
      changes: false,
      async run(queries, tenant, keys) {
        const rows = await queries.query<SelectedRow & { key: string }>(together, [tenant, keys]);
        const byKey = new Map(rows.map((row) => [row.key, resourceRow(row, kind)]));
        return keys.map((key) => byKey.get(key));
      },
      async runAlone(queries, tenant, key) {
        const [row] = await queries.query<SelectedRow>(alone, [tenant, key]);
        return row && resourceRow(row, kind);
      },
    };
  }
}

const BY_ID: Readonly<Record<ResourceKind, Reads>> = { U: new Reads("id", "U"), G: new Reads("id", "G") };
const BY_NAME = new Reads("name_key", "U");

/** One resource by its id; undefined when the tenant has none of that type. */
export function readResource(
  queries: Queries,
  tenant: number,
  kind: ResourceKind,
  id: string,
  reading: Reading,
): Promise<ResourceRow | undefined> {
  return queries.batch(BY_ID[kind].of(reading), tenant, id);
}

/** The user of a prepared name; undefined when the tenant has none. */
export function readUserByName(
  queries: Queries,
  tenant: number,
  nameKey: string,
  reading: Reading,
): Promise<ResourceRow | undefined> {
  return queries.batch(BY_NAME.of(reading), tenant, nameKey);
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
