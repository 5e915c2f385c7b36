import type { ScimRequest } from "../http/exchange.ts";
import { badRequest } from "../scim/error.ts";
import type { MembersChange } from "../scim/patch/members.ts";
import { changeMembers, unknownMembers, type MembersResult } from "../store/memberships.ts";
import type { Queries } from "../store/database.ts";
import { isResourceId } from "../store/resources.ts";
import { referenceViolation } from "../store/sqlstate.ts";

const SHOWN = 5;

/**
 * Changes a group's members in one statement.
 *
 * @returns how many were removed; undefined when there is no such group.
 * @throws {ScimError} 400 `invalidValue` naming members that do not exist; nothing is changed then. Entra sends only ids
 * that this service gave out, so an unknown one means that someone deleted the user here: the error makes Entra read it
 * again, which a silent acceptance would not.
 */
export async function applyMembers(
  queries: Queries,
  request: ScimRequest,
  groupId: string,
  change: MembersChange,
): Promise<number | undefined> {
  const strange = change.add.filter((id) => !isResourceId(id));
  if (strange.length > 0) throw unknown(strange);
  const result = await tryChange(queries, request, groupId, {
    ...change,
    remove: change.remove.filter(isResourceId),
  });
  switch (result.kind) {
    case "done":
      return result.removed;
    case "noGroup":
      return undefined;
    case "unknownMembers":
      throw unknown(await unknownMembers(queries, request.principal.tenant, change.add));
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

function unknown(ids: readonly string[]) {
  const shown = ids
    .slice(0, SHOWN)
    .map((id) => JSON.stringify(id.slice(0, 64)))
    .join(", ");
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
  return badRequest("invalidValue", `No user or group of this tenant has the id ${shown}${more}`);
}
