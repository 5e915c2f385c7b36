import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import { badRequest, notFound, ScimError } from "../scim/error.ts";
import { membersStep, netChange, type MembersChange, type MembersStep } from "../scim/members.ts";
import { applySteps } from "../scim/patch/apply.ts";
import { parsePatch } from "../scim/patch/patch-request.ts";
import { parseProjection } from "../scim/projection.ts";
import type { Service } from "../service.ts";
import type { Queries } from "../store/database.ts";
import { changeMembers, membersWhere } from "../store/members.ts";
import { isResourceId } from "../store/resource-id.ts";
import { addUsers, removeMembers } from "../store/shared-members.ts";
import { isConditional, unconditional } from "./conditions.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { resourceBody } from "./resource-body.ts";
import { lockForUpdate, updateDocument, updateLocked } from "./update.ts";

/**
 * PATCH of a group (RFC 7644 section 3.5.2): atomic, answers 204 unless the tenant is strict, so that no member is read.
 * `store/members.ts` says why members are written in several ways.
 */
export function patchGroupEndpoint(service: Service): Endpoint {
  const { database, catalog } = service;
  const type = catalog.group;
  return async (request) => {
    const { dialect, id } = request;
    const steps = parsePatch(request.body, type, dialect, request.work);
    const documentSteps = steps.filter(({ attribute }) => attribute.name !== "members");
    const memberSteps = steps
      .filter(({ attribute }) => attribute.name === "members")
      .map((step) => membersStep(step, dialect));
    if (!isResourceId(id)) throw notFound("Group", id);
    const net = netChange(memberSteps);
    const isStrictRemoval = dialect.strict && memberSteps.some(({ kind }) => kind === "remove");

    if (documentSteps.length === 0 && net && !net.replace && !isConditional(request) && !isStrictRemoval) {
      await changeMembersOnly(service, request, net);
    } else if (memberSteps.length === 0 && !isConditional(request)) {
      await updateDocument(database, request, type, (document) =>
        applySteps(document, documentSteps, type, dialect, request.work),
      );
    } else {
      await database.transaction(request.principal.tenant, async (queries) => {
        await lockForUpdate(queries, request, type);
        if (documentSteps.length > 0) {
          await updateLocked(queries, unconditional(request), type, (document) =>
            applySteps(document, documentSteps, type, dialect, request.work),
          );
        }
        for (const step of memberSteps) await applyMembersStep(queries, request, step);
      });
    }
    return answer(service, request);
  };
}

/** @throws {ScimError} 400 or 404 */
async function changeMembersOnly(
  { database }: Service,
  { id, actor, dialect }: ScimRequest,
  change: MembersChange,
): Promise<void> {
  const { add, remove } = change;
  const addsOnly = remove.length === 0 && add.length > 0 && add.every(isResourceId);
  if (addsOnly && (await addUsers(database, actor, id, add))) return;
  const removesOnly = add.length === 0 && remove.length > 0 && remove.every(isResourceId);
  const removed = removesOnly
    ? await removeMembers(database, actor, id, remove)
    : await changeMembers(database, actor, dialect, id, change);
  if (removed === undefined) throw notFound("Group", id);
  if (removed < remove.length) dialect.allows("removeNothing");
}

/** Changes the members of a group that the transaction has locked. */
async function applyMembersStep(queries: Queries, request: ScimRequest, step: MembersStep): Promise<void> {
  const { id, principal, actor, dialect } = request;
  if (request.isAbandoned()) throw new ScimError(503, "The client has gone, so nothing was changed");
  if (step.kind === "add" || step.kind === "replace") {
    const change = { replace: step.kind === "replace", add: step.ids, remove: [] };
    await changeMembers(queries, actor, dialect, id, change);
    return;
  }
  const remove =
    step.kind === "removeWhere" ? await membersWhere(queries, principal.tenant, id, step.filter) : step.ids;
  const removed = await changeMembers(queries, actor, dialect, id, { replace: false, add: [], remove });
  if ((removed ?? 0) === 0 && !dialect.allows("removeNothing")) {
    throw badRequest("noTarget", "The members to remove are not members of the group");
  }
}

/** 204 for Entra, unless the client asks for attributes, which RFC 7644 section 3.5.2 answers with 200. */
async function answer(service: Service, request: ScimRequest): Promise<Reply> {
  if (!request.query.get("attributes") && !request.dialect.strict) return { status: 204 };
  const type = service.catalog.group;
  const projection = parseProjection(request.query, type);
  const row = await reread(service, request, type, request.id, readingFor(projection));
  return {
    status: 200,
    etag: etagOf(row),
    location: locationOf(service.catalog, request.base, "G", row.id),
    body: resourceBody(service, request.principal.tenant, row, request.base, projection),
  };
}
