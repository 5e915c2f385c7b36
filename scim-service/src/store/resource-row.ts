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
  /** JSON `[[member id, kind], …]`, the first {@link INLINE_MEMBERS} by id and one more when there are more. */
  readonly members: string | null;
}

/** Which of the attributes that live in other tables to read. */
export interface Reading {
  readonly groups: boolean;
  readonly members: boolean;
}

/** Members that come with their group; further ones are read in pages. */
export const INLINE_MEMBERS = 200;

/** The groups that list the user `r`. */
export const GROUPS = `array(
    select m.group_id from scim.memberships m where m.tenant = r.tenant and m.member_id = r.id order by m.group_id
  )`;

const MEMBERS = `(
    select json_agg(json_build_array(m.member_id, m.member_type)) from (
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
  readonly members?: string | null;
}

/** `select … from scim.resources r` up to where. @param kind undefined reads both. @param key a column more. */
export function selectResources(kind: ResourceKind | undefined, reading: Reading, key: string): string {
  const isUser = kind === "U";
  const columns = [
    key,
    "r.id",
    ...(kind === undefined ? ["r.type as kind"] : []),
    ...(isUser ? ["r.version"] : [`r.version + ${REVISION_OF_MEMBERS} as version`, "r.version as revision"]),
    "r.created_at as created",
    `${modifiedAt(kind)} as modified`,
    "r.document::text as document",
    ...(kind === "G" || !reading.groups ? [] : [`${GROUPS} as groups`]),
    ...(isUser || !reading.members ? [] : [`${MEMBERS} as members`]),
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
    members: row.members ?? null,
  };
}

/** SQL of `meta.lastModified`. */
export function modifiedAt(kind: ResourceKind | undefined): string {
  return kind === "U" ? "r.modified_at" : GROUP_MODIFIED_AT;
}
