import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import { applySteps, simpleAssignment } from "../scim/patch/apply.ts";
import { parsePatch } from "../scim/patch/patch-request.ts";
import type { Step } from "../scim/patch/steps.ts";
import { parseProjection } from "../scim/projection.ts";
import type { Service } from "../service.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { assignAttribute } from "../store/assign-attribute.ts";
import { isResourceId } from "../store/resource-id.ts";
import { isConditional } from "./conditions.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { wholeText } from "./resource-body.ts";
import { updateDocument } from "./update.ts";

/** PATCH of a user (RFC 7644 section 3.5.2): atomic, answers 200 with the user. */
export function patchUserEndpoint(service: Service): Endpoint {
  const type = service.catalog.user;
  return async (request) => {
    const steps = parsePatch(request.body, type, request.dialect, request.work);
    const projection = parseProjection(request.query, type);
    const reading = readingFor(projection);
    const written = await patched(service, request, steps);
    const row = reading.display ? await reread(service, request, type, request.id, reading) : written;
    return {
      status: 200,
      etag: etagOf(row),
      location: locationOf(service.catalog, request.base, "U", row.id),
      body: wholeText(service, row, request.base, projection),
    };
  };
}

async function patched(service: Service, request: ScimRequest, steps: readonly Step[]): Promise<ResourceRow> {
  const { database, catalog } = service;
  const simple = !isConditional(request) ? simpleAssignment(steps, request.dialect) : undefined;
  if (!simple) {
    const updated = await updateDocument(database, request, catalog.user, (document) =>
      applySteps(document, steps, catalog.user, request.dialect, request.work),
    );
    return updated.groups === null
      ? reread(service, request, catalog.user, request.id, readingFor(undefined))
      : updated;
  }
  const row = isResourceId(request.id)
    ? await assignAttribute(database, request.actor, request.id, simple)
    : undefined;
  // Nothing was written: the value is there already, or there is no such user.
  return row ?? reread(service, request, catalog.user, request.id, readingFor(undefined));
}
