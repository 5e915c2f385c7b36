import { z } from "zod";
import type { Reply } from "./client.ts";
import { type JsonObject, isObject } from "./target-attribute.ts";
import { TargetError } from "./target-error.ts";

/** A resource of the target, by its `id`. */
export type ScimResource = JsonObject & { readonly id: string };

const listResponse = z.object({
  schemas: z
    .array(z.string())
    .refine((all) => all.includes("urn:ietf:params:scim:api:messages:2.0:ListResponse")),
  totalResults: z.number(),
  Resources: z.array(z.looseObject({ id: z.string().min(1) })).default([]),
});

const scimError = z.object({ detail: z.string().optional(), scimType: z.string().optional() });

const MANAGER_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const DETAIL_LENGTH = 500;

const CODES: Readonly<Record<number, string>> = {
  403: "InsufficientRights",
  405: "MethodNotAllowed",
  409: "EntryConflict",
  422: "UnprocessableEntity",
  429: "TooManyRequests",
  501: "NotImplemented",
};

/** The resources of a reply to a search. Anything but a ListResponse means that the endpoint does not speak SCIM. */
export function readList(reply: Reply): ScimResource[] {
  if (reply.status === 404) throw incompatible(reply, "a search was answered with 404 where 200 is expected");
  if (reply.status !== 200) throw failure(reply);
  const parsed = listResponse.safeParse(json(reply));
  if (!parsed.success) throw incompatible(reply, "the reply to a search is not a SCIM ListResponse");
  return parsed.data.Resources.map(checked);
}

/** The `id` of a reply to POST. */
export function readCreated(reply: Reply): string {
  if (reply.status !== 201 && reply.status !== 200) throw failure(reply);
  const resource = json(reply);
  if (!isObject(resource) || typeof resource["id"] !== "string" || resource["id"] === "") {
    throw new TargetError(
      "SystemForCrossDomainIdentityManagementServiceIncompatible",
      "The reply to POST has no id.",
      { status: reply.status },
    );
  }
  checked(resource);
  return resource["id"];
}

/** Nothing is read from a reply to PATCH or DELETE but that it succeeded. A deleted object may be gone already. */
export function readDone(reply: Reply, deleting = false): void {
  if (deleting && reply.status === 404) return;
  if (reply.status < 200 || reply.status > 299) throw failure(reply);
}

/** A resource by its id, null when there is none. */
export function readOne(reply: Reply): ScimResource | null {
  if (reply.status === 404) return null;
  if (reply.status !== 200) throw failure(reply);
  const resource = json(reply);
  if (!isObject(resource) || typeof resource["id"] !== "string") {
    throw incompatible(reply, "the reply to GET is not a resource with an id");
  }
  return checked({ ...resource, id: resource["id"] });
}

function failure(reply: Reply): TargetError {
  const { status } = reply;
  const said = detail(reply);
  if (status === 401) {
    return new TargetError(
      "SystemForCrossDomainIdentityManagementInvalidCredentials",
      `The endpoint refused the secret token (401${said}). Enter a valid tenant URL and secret token.`,
      { status, fatal: true },
    );
  }
  if (status === 404)
    return new TargetError("InvalidAnchor", `The linked object is gone from the target (404${said}).`, {
      status,
    });
  const code = CODES[status] ?? (status >= 500 ? "InternalServerError" : "WebExceptionProtocolError");
  return new TargetError(code, `The endpoint answered ${status}${said}.`, { status });
}

function incompatible(reply: Reply, why: string): TargetError {
  return new TargetError(
    "SystemForCrossDomainIdentityManagementServiceIncompatible",
    `The endpoint is not compatible with SCIM 2.0: ${why}${detail(reply)}.`,
    { status: reply.status, fatal: true },
  );
}

function detail(reply: Reply): string {
  const parsed = scimError.safeParse(json(reply));
  const said = parsed.success ? (parsed.data.detail ?? parsed.data.scimType ?? "") : reply.text;
  return said === "" ? "" : `: ${said.slice(0, DETAIL_LENGTH).replace(/\.$/, "")}`;
}

function json(reply: Reply): unknown {
  try {
    return JSON.parse(reply.text);
  } catch {
    return null;
  }
}

/** Entra cannot read a manager that is a bare string, although it writes one. */
function checked<Resource extends JsonObject>(resource: Resource): Resource {
  const extension = resource[MANAGER_SCHEMA];
  if (isObject(extension) && typeof extension["manager"] === "string") {
    throw new TargetError(
      "SystemForCrossDomainIdentityManagementServiceIncompatible",
      'The reply has a manager that is a string; expected an object such as {"value": "…"}.',
    );
  }
  return resource;
}
