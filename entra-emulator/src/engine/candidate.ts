import type { Link, SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import type { Entitlements } from "./entitlement.ts";
import type { ObjectMappings } from "./mapping.ts";
import { isInScope, passesInputFilter } from "./scoping-filter.ts";
import { sourceGroup, type SourceObject, sourceUser } from "./source-object.ts";

/** A source object as a cycle sees it. */
export interface Candidate {
  readonly id: string;
  readonly objectType: "User" | "Group";
  readonly displayName: string;
  /** Null when the object is gone for good. */
  readonly source: ScopedSource | undefined;
  readonly link: Link | undefined;
}

/** The name by which logs identify an object: a user's principal name, a group's display name. */
export function reportableIdentifier({ displayName, source }: Candidate): string {
  return source?.object.userPrincipalName ?? displayName;
}

/** An object of the directory and where it stands in the job's scope. */
export interface ScopedSource {
  readonly object: SourceObject;
  readonly entitled: boolean;
  readonly passesFilter: boolean;
  /** Whether the object is evaluated at all. */
  readonly considered: boolean;
  /** Assigned and let through by the scoping filter. */
  readonly inScope: boolean;
  /** Out of scope, blocked or deleted: what the attribute `IsSoftDeleted` says. */
  readonly isSoftDeleted: boolean;
}

/**
 * Reads one object from the directory.
 *
 * @throws {EvaluationError} when a scoping filter cannot be evaluated
 */
export function readCandidate(
  store: TenantStore,
  job: SynchronizationJob,
  { objectType, scope }: ObjectMappings,
  entitlements: Entitlements,
  id: string,
): Candidate {
  const link = job.engine.links.get(id);
  const object = readObject(store, objectType, entitlements, id);
  if (object === undefined)
    return { id, objectType, displayName: link?.displayName ?? id, source: undefined, link };
  const entitled = entitlements.isEntitled(id);
  const unfiltered = scope === null ? undefined : object.attributes(!object.active || !entitled);
  const passesFilter = unfiltered === undefined || isInScope(scope, unfiltered);
  const inScope = entitled && passesFilter;
  const source: ScopedSource = {
    object,
    entitled,
    passesFilter,
    considered: unfiltered === undefined || passesInputFilter(scope, unfiltered),
    inScope,
    isSoftDeleted: !inScope || !object.active,
  };
  return { id, objectType, displayName: object.displayName, source, link };
}

function readObject(
  { tenant }: TenantStore,
  objectType: "User" | "Group",
  entitlements: Entitlements,
  id: string,
): SourceObject | undefined {
  if (objectType === "User") {
    const user = tenant.users.get(id);
    return user === undefined ? undefined : sourceUser(user, entitlements.rolesOf(id));
  }
  const group = tenant.groups.get(id);
  return group === undefined ? undefined : sourceGroup(group);
}
