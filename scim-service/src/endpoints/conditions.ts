import { ScimError } from "../scim/error.ts";
import { etagOf } from "./present.ts";

function listed(header: string, version: string): boolean {
  const wanted = etagOf(version);
  return header.split(",").some((part) => {
    const tag = part.trim();
    return tag === "*" || tag === wanted || `W/${tag}` === wanted;
  });
}

/** @throws {ScimError} 412 when `If-Match` names another version (RFC 7644 section 3.14). */
export function checkIfMatch(ifMatch: string | undefined, version: string): void {
  if (ifMatch === undefined || listed(ifMatch, version)) return;
  throw new ScimError(
    412,
    `The resource is at version ${etagOf(version)} now; read it again and repeat the change`,
  );
}

/** Whether the client has this version already, so that 304 is the answer to a GET. */
export function isNotModified(ifNoneMatch: string | undefined, version: string): boolean {
  return ifNoneMatch !== undefined && listed(ifNoneMatch, version);
}
