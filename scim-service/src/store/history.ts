import { prepared } from "../scim/prepare.ts";
import type { Queries } from "./database.ts";

/**
 * Deletes for good what is kept of a deleted user or group: its changes, the requests about its id or one of its names, and which
 * requests about groups named it as a member.
 *
 * @returns how many lines were deleted; `exists` where the resource is still there.
 */
export async function eraseHistory(queries: Queries, tenant: number, id: string): Promise<number | "exists"> {
  const [resource] = await queries.query(
    { text: "select from scim.resources where tenant = $1 and type in ('U', 'G') and id = $2" },
    [tenant, id],
  );
  if (resource) return "exists";
  const changes = await queries.query<{
    names: readonly (string | null)[];
    externalIds: readonly (string | null)[];
  }>(
    {
      text: `delete from scim.changes where tenant = $1 and resource_id = $2
        returning array[before->>'userName', after->>'userName', before->>'displayName', after->>'displayName'] as names,
          array[before->>'externalId', after->>'externalId'] as "externalIds"`,
    },
    [tenant, id],
  );
  const names = known(changes.flatMap((change) => change.names)).map(prepared);
  const externalIds = known(changes.flatMap((change) => change.externalIds));
  const requests = await queries.query<{ id: string }>(
    {
      text: `delete from scim.requests where tenant = $1
        and (resource_id = $2 or name_key = any($3) or external_id = any($4)) returning id`,
    },
    [tenant, id, names, externalIds],
  );
  await queries.query({ text: "delete from scim.request_members where tenant = $1 and request = any($2)" }, [
    tenant,
    requests.map((request) => request.id),
  ]);
  const memberOf = await queries.query(
    { text: "delete from scim.request_members where tenant = $1 and member_id = $2 returning request" },
    [tenant, id],
  );
  return changes.length + requests.length + memberOf.length;
}

function known(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))];
}
