import type { ResourceKind } from "../scim/schema/resource-type.ts";
import { GROUP_MODIFIED_AT, REVISION_OF_MEMBERS } from "./membership-revisions.ts";

/** A resource as it comes from the database: JSON stays text, so that a reply can pass it on unread. */
export interface ResourceRow {
  readonly id: string;
  readonly kind: ResourceKind;
  /** A whole number as text; each change of the resource or its members raises it. */
  readonly version: string;
  /** The part of the version that counts changes of the document only: what an update must still find. */
  readonly revision: string;
  readonly created: string;
  readonly modified: string;
  readonly document: string;
  /** Ids of the groups that list a user; null where they were not asked for. */
  readonly groups: readonly string[] | null;
  /** The names of `groups`, where they were asked for. */
  readonly groupNames?: readonly string[] | undefined;
  /** JSON of {@link Member}s, the first {@link INLINE_MEMBERS} by id and one more when there are more. */
  readonly members: string | null;
}

/** Which of the attributes that live in other tables to read. */
export interface Reading {
  readonly groups: boolean;
  readonly members: boolean;
  /** Whether with their `display`. */
  readonly display?: boolean;
}

/** A member of a group, with its `display` where that was asked for. */
export type Member = readonly [id: string, kind: ResourceKind, display?: string];

/** Members that come with their group; further ones are read in pages. */
export const INLINE_MEMBERS = 200;

/** The groups that list the user `r`. */
export const GROUPS = `array(
    select m.group_id from scim.memberships m where m.tenant = r.tenant and m.member_id = r.id order by m.group_id
  )`;

const GROUP_NAMES = `array(
    select g.document->>'displayName' from scim.memberships m
    join scim.resources g on g.tenant = m.tenant and g.type = 'G' and g.id = m.group_id
    where m.tenant = r.tenant and m.member_id = r.id order by m.group_id
  )`;

/** SQL of what is shown for the member of a membership `m`, in the form of its document that `document` gives. */
export function displayOfMember(tenant: string, document: (row: string) => string): string {
  const text = document("d");
  return `(select coalesce(nullif(${text}->>'displayName', ''), ${text}->>'userName') from scim.resources d
    where d.tenant = ${tenant} and d.type = m.member_type and d.id = m.member_id)`;
}

/** The document of a row as it was sent. */
export const asStored = (row: string) => `${row}.document`;

const membersOf = (display: boolean) => `(
    select json_agg(json_build_array(m.member_id, m.member_type${display ? `, ${displayOfMember("r.tenant", asStored)}` : ""})) from (
      select member_id, member_type from scim.memberships
      where tenant = r.tenant and group_id = r.id order by member_id limit ${INLINE_MEMBERS + 1}
    ) m
  )::text`;

/** What {@link selectResources} selects: only what differs from row to row. */
export interface SelectedRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly kind?: ResourceKind;
  readonly version: string;
  readonly revision?: string;
  readonly created: string;
  readonly modified: string;
  readonly document: string;
  readonly groups?: readonly string[];
  readonly groupNames?: readonly string[];
  readonly members?: string | null;
}

/** `select … from scim.resources r` up to where. @param kind undefined reads both. @param key a column more. */
export function selectResources(kind: ResourceKind | undefined, reading: Reading, key?: string): string {
  const isUser = kind === "U";
  const columns = [
    ...(key === undefined ? [] : [key]),
    "r.id",
    ...(kind === undefined ? ["r.type as kind"] : []),
    ...(isUser ? ["r.version"] : [`r.version + ${REVISION_OF_MEMBERS} as version`, "r.version as revision"]),
    "r.created_at as created",
    `${modifiedAt(kind)} as modified`,
    "r.document::text as document",
    ...(kind === "G" || !reading.groups ? [] : [`${GROUPS} as groups`]),
    ...(kind === "G" || !reading.groups || !reading.display ? [] : [`${GROUP_NAMES} as "groupNames"`]),
    ...(isUser || !reading.members ? [] : [`${membersOf(reading.display === true)} as members`]),
  ];
  return `select ${columns.join(", ")} from scim.resources r`;
}

/** @param kind what was selected; undefined where the row tells. */
export function resourceRow(row: SelectedRow, kind: ResourceKind | undefined): ResourceRow {
  const { id, version, created, modified, document } = row;
  return {
    id,
    kind: row.kind ?? kind ?? "U",
    version,
    revision: row.revision ?? version,
    created,
    modified,
    document,
    groups: row.groups ?? null,
    groupNames: row.groupNames,
    members: row.members ?? null,
  };
}

/** SQL of `meta.lastModified`. */
export function modifiedAt(kind: ResourceKind | undefined): string {
  return kind === "U" ? "r.modified_at" : GROUP_MODIFIED_AT;
}
