import { hash } from "node:crypto";
import { isArray, type JsonObject, type Json } from "../scim/json.ts";
import { project, type Projection } from "../scim/projection.ts";
import type { Catalog } from "../scim/schema/catalog.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import { INLINE_MEMBERS, type Member, type Reading, type ResourceRow } from "../store/resource-row.ts";

/**
 * A resource's entity tag (RFC 7644 section 3.14): weak, because its bytes depend on the attributes asked for. A user's
 * groups are part of what it tags, though they change without the user.
 */
export function etagOf(row: ResourceRow): string {
  return `W/"${tagOf(row)}"`;
}

function tagOf({ version, groups }: ResourceRow): string {
  if (groups === null || groups.length === 0) return version;
  return `${version}.${hash("sha1", groups.join(), "base64url").slice(0, 8)}`;
}

export function locationOf(catalog: Catalog, base: string, kind: ResourceKind, id: string): string {
  return `${base}${kind === "U" ? catalog.user.endpoint : catalog.group.endpoint}/${id}`;
}

/** What a member or a group of a user consists of: a projection that leaves nothing of it needs no other table. */
const REFERENCE = { value: "", $ref: "", type: "" };
const NAMED = { ...REFERENCE, display: "" };

/** What a projection needs from other tables. */
export function readingFor(projection: Projection | undefined): Reading {
  if (!projection) return { groups: true, members: true };
  const display =
    projection.mode === "only" && projection.paths.some(({ sub }) => sub?.returned === "request");
  const reference = [display ? NAMED : REFERENCE];
  const { groups, members } = project({ groups: reference, members: reference }, projection);
  return { groups: groups !== undefined, members: members !== undefined, display };
}

/**
 * A resource as JSON text without its members and without the closing brace. The stored text goes out as it is; it is
 * parsed only where a projection takes part of it.
 */
export function resourceHead(
  row: ResourceRow,
  catalog: Catalog,
  base: string,
  projection: Projection | undefined,
): string {
  // It has nothing that JSON would escape: the base is a URL, or made of a host that was looked at.
  const location = locationOf(catalog, base, row.kind, row.id);
  const name = row.kind === "U" ? "User" : "Group";
  const meta = `{"resourceType":"${name}","created":"${row.created}","lastModified":"${row.modified}","location":"${location}","version":"W/\\"${tagOf(row)}\\""}`;
  const groups = row.groups === null || row.groups.length === 0 ? "" : `,"groups":${groupsText(row, base)}`;
  const head = `${row.document.slice(0, -1)},"id":"${row.id}","meta":${meta}${groups}`;
  if (!projection) return head;
  const resource = project(JSON.parse(`${head}}`) as JsonObject, projection);
  return JSON.stringify(resource).slice(0, -1);
}

function groupsText({ groups, groupNames }: ResourceRow, base: string): string {
  const values = groups?.map((value, index) => {
    const $ref = `${base}/Groups/${value}`;
    return { value, $ref, display: groupNames?.[index], type: "direct" };
  });
  return JSON.stringify(values);
}

/** Writes one member as JSON text, with the sub-attributes that the projection wants. */
export function memberWriter(base: string, projection: Projection | undefined): (member: Member) => string {
  const write = ([id, kind, display]: Member) => ({
    value: id,
    $ref: `${base}/${kind === "U" ? "Users" : "Groups"}/${id}`,
    ...(display === undefined ? {} : { display }),
    type: kind === "U" ? "User" : "Group",
  });
  if (!projection) return (member) => JSON.stringify(write(member));
  return (member) => {
    const { members } = project({ members: [write(member)] }, projection);
    const [wanted]: readonly (Json | undefined)[] = isArray(members) ? members : [];
    return JSON.stringify(wanted ?? {});
  };
}

/** Members that came with their row. `complete` is false when the group has more. */
export function inlineMembers(row: ResourceRow): {
  readonly members: readonly Member[];
  readonly complete: boolean;
} {
  const all = row.members === null ? [] : (JSON.parse(row.members) as readonly Member[]);
  return { members: all.slice(0, INLINE_MEMBERS), complete: all.length <= INLINE_MEMBERS };
}
