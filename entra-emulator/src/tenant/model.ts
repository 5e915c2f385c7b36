import type { Group, User } from "../directory/model.ts";
import type { SynchronizationJob } from "./job.ts";

export type { Group, User } from "../directory/model.ts";
export type * from "./job.ts";
export type * from "./provisioning-log.ts";

/** Graph's `appRole`. */
export interface AppRole {
  id: string;
  allowedMemberTypes: string[];
  description: string | null;
  displayName: string | null;
  isEnabled: boolean;
  value: string | null;
}

/** Graph's `application`. */
export interface Application {
  readonly id: string;
  readonly appId: string;
  /** The gallery template that it was made from; `null` after a plain registration, which cannot provision. */
  readonly applicationTemplateId: string | null;
  readonly createdDateTime: string;
  displayName: string;
  appRoles: AppRole[];
  /** Object ids. */
  readonly owners: Set<string>;
  /** Further writable properties, by their Graph name, as they were written. */
  properties: Record<string, unknown>;
}

/** Graph's `servicePrincipal`. Its app roles are those of its application. */
export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly applicationTemplateId: string | null;
  readonly createdDateTime: string;
  displayName: string;
  readonly owners: Set<string>;
  /** Roles of an application of another tenant (such as Microsoft Graph), which is not in `applications`. */
  ownAppRoles: AppRole[];
  properties: Record<string, unknown>;
}

/** Graph's `appRoleAssignment`. */
export interface AppRoleAssignment {
  readonly id: string;
  /** All zeros: the default access of an application that publishes no roles. */
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  /** Object id of the service principal. */
  readonly resourceId: string;
  readonly createdDateTime: string;
}

/** A directory object that is gone for good, kept so that the engine can take it away from the target too. */
export interface Purged {
  readonly objectType: "User" | "Group";
  readonly sequence: number;
}

/** The emulated tenant: everything that outlives the process. */
export interface Tenant {
  readonly id: string;
  displayName: string;
  /** Primary verified domain. */
  domain: string;
  /** The emulated clock is the machine's plus this. */
  clockOffsetMs: number;
  /** Grows with each change of a user, group, membership or assignment. */
  changeSequence: number;
  /** Sequence of the last change by object id, of users and groups. */
  readonly changes: Map<string, number>;
  /** Also those in the recycle bin (`deletedDateTime` set). */
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly purged: Map<string, Purged>;
  readonly applications: Map<string, Application>;
  readonly servicePrincipals: Map<string, ServicePrincipal>;
  readonly appRoleAssignments: Map<string, AppRoleAssignment>;
  /** By job id. */
  readonly jobs: Map<string, SynchronizationJob>;
  /** By object id of the service principal, then by key (`BaseAddress`, `SecretToken`, ...), in clear. */
  readonly secrets: Map<string, Map<string, string>>;
}
