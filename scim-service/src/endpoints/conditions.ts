import { ScimError } from "../scim/error.ts";

/** The conditions that a change can come with (RFC 7644 section 3.14, RFC 9110 section 13.1). */
export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Whether a change depends on the version that the resource is at. */
export function isConditional({ ifMatch, ifNoneMatch }: Conditions): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined;
}

/** The request without its conditions, for what follows after they were checked under a lock. */
export function unconditional<Request extends Conditions>(request: Request): Request {
  return { ...request, ifMatch: undefined, ifNoneMatch: undefined };
}

/**
 * @param version the resource's own version, without what {@link etagOf} adds for a user's groups.
 * @throws {ScimError} 412 when `If-Match` names another version, or `If-None-Match` this one.
 */
export function checkConditions({ ifMatch, ifNoneMatch }: Conditions, version: string): void {
  const isThis = (tag: string) => /^(?:W\/)?"(\d+)(?:\.[\w-]+)?"$/.exec(tag)?.[1] === version;
  if (ifMatch !== undefined && !tagsOf(ifMatch).some((tag) => tag === "*" || isThis(tag))) {
    throw new ScimError(
      412,
      `The resource is at version W/"${version}" now; read it again and repeat the change`,
    );
  }
  if (ifNoneMatch !== undefined && tagsOf(ifNoneMatch).some((tag) => tag === "*" || isThis(tag))) {
    throw new ScimError(412, `The resource is at version W/"${version}", which If-None-Match excludes`);
  }
}

/** Whether the client has this representation already, so that 304 is the answer to a GET. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  return (
    ifNoneMatch !== undefined &&
    tagsOf(ifNoneMatch).some((tag) => tag === "*" || tag === etag || `W/${tag}` === etag)
  );
}

function tagsOf(header: string): readonly string[] {
  return header.split(",").map((tag) => tag.trim());
}
