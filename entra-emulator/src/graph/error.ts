import { ODataError } from "../http/odata-error.ts";

/** A directory object that does not exist, or is not visible yet. */
export function resourceNotFound(id: string): ODataError {
  return new ODataError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** A job, template or other part of the synchronization API that does not exist. */
export function synchronizationNotFound(what: string): ODataError {
  return new ODataError(404, "ResourceNotFound", `${what} was not found.`);
}

export function badRequest(message: string, code = "Request_BadRequest"): ODataError {
  return new ODataError(400, code, message);
}

export function accessDenied(): ODataError {
  return new ODataError(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
}

/** How the synchronization API says that a permission is missing. */
export function synchronizationDenied(): ODataError {
  return new ODataError(401, "Unauthorized", "The caller has no access to this synchronization resource.");
}

export function unauthenticated(message: string): ODataError {
  return new ODataError(401, "InvalidAuthenticationToken", message);
}
