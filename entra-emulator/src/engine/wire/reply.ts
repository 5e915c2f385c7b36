import { z } from "zod";
import type { Reply } from "./client.ts";
import { type JsonObject, isObject } from "./target-attribute.ts";
import { TargetError } from "./target-error.ts";
import { webException } from "./web-exception.ts";

/** A resource of the target, by its `id`. */
export type ScimResource = JsonObject & { readonly id: string };

const listResponse = z.object({
  schemas: z
    .array(z.string())
    .refine((all) => all.includes("urn:ietf:params:scim:api:messages:2.0:ListResponse")),
  totalResults: z.number(),
  Resources: z.array(z.looseObject({ id: z.string().min(1) })).default([]),
});

const MANAGER_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const INCOMPATIBLE = "SystemForCrossDomainIdentityManagementServiceIncompatible";
/** Of an unreadable reply in a message, in characters. */
const SHOWN_LENGTH = 1000;

/** Error codes by status. Others below 500 are `WebExceptionProtocolError`, the rest `InternalServerError`. */
export const CODES: Readonly<Record<number, string>> = {
  400: INCOMPATIBLE,
  403: "InsufficientRights",
  405: "MethodNotAllowed",
  409: "EntryConflict",
  422: "UnprocessableEntity",
  429: "TooManyRequests",
  501: "NotImplemented",
};

/** The resources of a reply to a search. Anything but a ListResponse means that the endpoint does not speak SCIM. */
export function readList(reply: Reply): ScimResource[] {
  if (reply.status === 404) throw unexpected(reply, NOT_FOUND);
  if (reply.status !== 200) throw failure(reply);
  const parsed = listResponse.safeParse(json(reply));
  if (!parsed.success) throw unexpected(reply, notDeserialized(reply));
  return parsed.data.Resources.map((resource) => readable(reply, resource));
}

/** The `id` of a reply to POST. */
export function readCreated(reply: Reply): string {
  if (reply.status !== 201 && reply.status !== 200) throw failure(reply);
  const resource = json(reply);
  if (!isObject(resource) || typeof resource["id"] !== "string" || resource["id"] === "") {
    throw unreadable(reply);
  }
  readable(reply, resource);
  return resource["id"];
}

/** Nothing is read from a reply to PATCH or DELETE but that it succeeded. A deleted object may be gone already. */
export function readDone(reply: Reply, deleting = false): void {
  if (deleting && reply.status === 404) return;
  if (reply.status < 200 || reply.status > 299) throw failure(reply);
}

/** A resource by its id, undefined when there is none. */
export function readOne(reply: Reply): ScimResource | undefined {
  if (reply.status === 404) return undefined;
  if (reply.status !== 200) throw failure(reply);
  const resource = json(reply);
  if (!isObject(resource) || typeof resource["id"] !== "string") {
    throw unreadable(reply);
  }
  return readable(reply, { ...resource, id: resource["id"] });
}

function failure(reply: Reply): TargetError {
  const { status } = reply;
  if (status === 401) {
    return new TargetError(
      "SystemForCrossDomainIdentityManagementInvalidCredentials",
      `The endpoint refused the secret token. Enter a valid tenant URL and secret token. ${webException(reply)}`,
      { status, fatal: true },
    );
  }
  const other = status >= 500 ? "InternalServerError" : "WebExceptionProtocolError";
  const code = status === 404 ? "InvalidAnchor" : (CODES[status] ?? other);
  return new TargetError(code, webException(reply), { status });
}

/** What Microsoft's page on quarantine says of a search that is answered with 404. */
const NOT_FOUND =
  "An HTTP/404 Not Found response was returned rather than the expected HTTP/200 OK response. Check the tenant URL, and that the endpoint answers a search as RFC 7644 section 3.4.2 says.";

/** As users of several services reported it; Entra still calls itself by its former name here. */
function notDeserialized({ text }: Reply): string {
  return `We are not able to deserialize the resource received from your SCIM endpoint because your SCIM endpoint is not fully compatible with the Azure Active Directory SCIM client. Here is the resource we received from your SCIM endpoint: ${text.slice(0, SHOWN_LENGTH)}`;
}

/** One resource cannot be read, which fails the object that it is read for. */
function unreadable(reply: Reply): TargetError {
  return new TargetError(INCOMPATIBLE, notDeserialized(reply), { status: reply.status });
}

/** The endpoint does not answer a search as SCIM does, so that nothing can be done with it. */
function unexpected(reply: Reply, what: string): TargetError {
  const message = `While attempting to validate our authorization to access your application, we received this unexpected response: ${what}`;
  return new TargetError(INCOMPATIBLE, message, { status: reply.status, fatal: true });
}

function json(reply: Reply): unknown {
  try {
    return JSON.parse(reply.text);
  } catch {
    return null;
  }
}

/** Entra cannot read a manager that is a bare string, although it writes one. */
function readable<Resource extends JsonObject>(reply: Reply, resource: Resource): Resource {
  const extension = resource[MANAGER_SCHEMA];
  if (isObject(extension) && typeof extension["manager"] === "string") {
    throw unreadable(reply);
  }
  return resource;
}
