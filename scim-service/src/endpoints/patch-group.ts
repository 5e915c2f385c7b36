import type { Endpoint, Reply, ScimRequest } from "../http/exchange.ts";
import { badRequest } from "../scim/error.ts";
import { applySteps } from "../scim/patch/apply.ts";
import { membersStep, netChange, type MembersChange, type MembersStep } from "../scim/patch/members.ts";
import { parsePatch } from "../scim/patch/patch-request.ts";
import { parseProjection } from "../scim/projection.ts";
import type { Service } from "../service.ts";
import type { Queries } from "../store/database.ts";
import { addUsers } from "../store/add-users.ts";
import { membersWhere } from "../store/members-where.ts";
import { isResourceId } from "../store/resource-id.ts";
import { applyMembers } from "./apply-members.ts";
import { isConditional, unconditional } from "./conditions.ts";
import { lockGroup } from "./lock-group.ts";
import { notFound } from "./not-found.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { resourceBody } from "./resource-body.ts";
import { updateDocument, updateInTurn } from "./update.ts";

/**
 * PATCH of a group: atomic, answers 204 unless the tenant is strict, so that no member is read. A change of members
 * alone is one statement; together with other attributes, with conditions, or where it depends on who is a member it is a
 * transaction.
 */
export function patchGroupEndpoint(service: Service): Endpoint {
  const type = service.catalog.group;
  return async (request) => {
    const { dialect, id } = request;
    const steps = parsePatch(request.body, type, dialect);
    const documentSteps = steps.filter(({ attribute }) => attribute.name !== "members");
    const memberSteps = steps
      .filter(({ attribute }) => attribute.name === "members")
      .map((step) => membersStep(step, dialect));
    if (!isResourceId(id)) throw notFound(type, id);
    const net = netChange(memberSteps);
    const isStrictRemoval = dialect.strict && memberSteps.some(({ kind }) => kind === "remove");

    if (documentSteps.length === 0 && net && !net.replace && !isConditional(request) && !isStrictRemoval) {
      await changeMembersOnly(service, request, net);
    } else if (memberSteps.length === 0 && !isConditional(request)) {
      await updateDocument(service.database, request, type, (document) =>
        applySteps(document, documentSteps, type, dialect),
      );
    } else {
      await service.database.transaction(request.principal.tenant, async (queries) => {
        await lockGroup(queries, request, type);
        if (documentSteps.length > 0) {
          await updateInTurn(queries, unconditional(request), type, (document) =>
            applySteps(document, documentSteps, type, dialect),
          );
        }
        for (const step of memberSteps) await applyStep(queries, request, step);
      });
    }
    return answer(service, request);
  };
}

/** @throws {ScimError} 400 or 404 */
async function changeMembersOnly(service: Service, request: ScimRequest, net: MembersChange): Promise<void> {
  const { database, catalog } = service;
  const { id, actor, dialect } = request;
  const { add, remove } = net;
  const addsOnly = remove.length === 0 && add.length > 0 && add.every(isResourceId);
  if (addsOnly && (await addUsers(database, actor, id, add))) return;
  const removed = await applyMembers(database, request, id, net);
  if (removed === undefined) throw notFound(catalog.group, id);
  if (removed < remove.length) dialect.allows("removeNothing");
}

async function applyStep(queries: Queries, request: ScimRequest, step: MembersStep): Promise<void> {
  const { id, principal, dialect } = request;
  if (step.kind === "add" || step.kind === "replace") {
    await applyMembers(queries, request, id, { replace: step.kind === "replace", add: step.ids, remove: [] });
    return;
  }
  const remove =
    step.kind === "removeWhere" ? await membersWhere(queries, principal.tenant, id, step.filter) : step.ids;
  const removed = await applyMembers(queries, request, id, { replace: false, add: [], remove });
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
