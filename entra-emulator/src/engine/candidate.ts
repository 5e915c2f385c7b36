import type { Link, SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import type { Entitlements } from "./entitlement.ts";
import type { ObjectMappings } from "./mapping.ts";
import { isInScope, passesInputFilter } from "./scoping-filter.ts";
import {
  groupAttributes,
  groupReferences,
  type SourceReferences,
  userAttributes,
  userReferences,
} from "./source-object.ts";
import type { SourceAttributes } from "./value.ts";

/** A source object as a cycle sees it. */
export interface Candidate {
  readonly id: string;
  readonly objectType: "User" | "Group";
  readonly displayName: string;
  /** Null when the object is gone for good. */
  readonly source: {
    readonly attributes: SourceAttributes;
    readonly references: SourceReferences;
    /** Neither in the recycle bin nor blocked from signing in. */
    readonly active: boolean;
    readonly deleted: boolean;
    readonly entitled: boolean;
    readonly passesFilter: boolean;
    /** Whether the object is looked at at all. */
    readonly considered: boolean;
  } | null;
  readonly link: Link | null;
}

/** Reads one object from the directory. */
export function readCandidate(
  store: TenantStore,
  job: SynchronizationJob,
  mappings: ObjectMappings,
  entitlements: Entitlements,
  id: string,
): Candidate {
  const link = job.engine.links.get(id) ?? null;
  const { objectType, scope } = mappings;
  const user = objectType === "User" ? store.tenant.users.get(id) : undefined;
  const group = objectType === "Group" ? store.tenant.groups.get(id) : undefined;
  if (user === undefined && group === undefined) {
    return { id, objectType, displayName: link?.displayName ?? id, source: null, link };
  }
  const entitled = entitlements.isEntitled(id);
  const active = user === undefined || (user.accountEnabled && user.deletedDateTime === null);
  const attributesWith = (softDeleted: boolean): SourceAttributes =>
    user === undefined
      ? groupAttributes(group ?? missing(id))
      : userAttributes(user, softDeleted, entitlements.rolesOf(id));
  const provisional = attributesWith(!active || !entitled);
  const passesFilter = isInScope(scope, provisional);
  return {
    id,
    objectType,
    displayName: (user ?? group)?.displayName ?? id,
    source: {
      attributes: passesFilter ? provisional : attributesWith(true),
      references: user === undefined ? groupReferences(group ?? missing(id)) : userReferences(user),
      active,
      deleted: user !== undefined && user.deletedDateTime !== null,
      entitled,
      passesFilter,
      considered: passesInputFilter(scope, provisional),
    },
    link,
  };
}

function missing(id: string): never {
  throw new Error(`object ${id} vanished while it was read`);
}
