import type { ScimRequest } from "../http/exchange.ts";
import { badRequest } from "../scim/error.ts";
import type { MembersChange } from "../scim/patch/members.ts";
import { changeMembers, unknownMembers, type MembersResult } from "../store/memberships.ts";
import type { Queries } from "../store/database.ts";
import { isResourceId } from "../store/resource-id.ts";
import { referenceViolation } from "../store/sqlstate.ts";

const SHOWN = 5;

/**
 * Changes a group's members in one statement.
 *
 * @returns how many were removed; undefined when there is no such group.
 * @throws {ScimError} 400 `invalidValue` naming members that do not exist, and nothing is changed. Entra sends only ids
 * that this service gave out, so an unknown one means that somebody deleted the user here: the error makes Entra read it
 * again, which a silent acceptance would not. For a strict tenant they are left out, as RFC 7644 asks for no such check.
 */
export async function applyMembers(
  queries: Queries,
  request: ScimRequest,
  groupId: string,
  change: MembersChange,
): Promise<number | undefined> {
  const strange = change.add.filter((id) => !isResourceId(id));
  if (strange.length > 0) refuseUnknown(request, strange);
  const possible = {
    ...change,
    add: change.add.filter(isResourceId),
    remove: change.remove.filter(isResourceId),
  };
  const result = await tryChange(queries, request, groupId, possible);
  switch (result.kind) {
    case "done":
      return result.removed;
    case "noGroup":
      return undefined;
    case "unknownMembers": {
      const unknown = new Set(await unknownMembers(queries, request.principal.tenant, possible.add));
      refuseUnknown(request, [...unknown]);
      return applyMembers(queries, request, groupId, {
        ...possible,
        add: possible.add.filter((id) => !unknown.has(id)),
      });
    }
  }
}

async function tryChange(
  queries: Queries,
  request: ScimRequest,
  groupId: string,
  change: MembersChange,
): Promise<MembersResult> {
  try {
    return await changeMembers(queries, request.actor, groupId, change);
  } catch (error) {
    // What was there when the statement looked was deleted before it could be referred to.
    switch (referenceViolation(error)) {
      case "membership_member":
        throw badRequest("invalidValue", "A member was deleted at the same time");
      case "membership_group":
      case "revision_group":
        return { kind: "noGroup" };
      default:
        throw error;
    }
  }
}

/** @throws {ScimError} 400 unless the tenant is strict. */
function refuseUnknown({ dialect }: ScimRequest, ids: readonly string[]): void {
  if (!dialect.allows("knownMembersOnly")) return;
  const shown = ids
    .slice(0, SHOWN)
    .map((id) => JSON.stringify(id.slice(0, 64)))
    .join(", ");
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
  throw badRequest("invalidValue", `No user or group of this tenant has the id ${shown}${more}`);
}
