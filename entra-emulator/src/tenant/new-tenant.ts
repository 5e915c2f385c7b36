import { randomUUID } from "node:crypto";
import type { Directory } from "../directory/model.ts";
import type { AppRole, Tenant } from "./model.ts";

/** An application that is in a tenant from the beginning. */
interface KnownPrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly appRoles: readonly AppRole[];
}

/** A tenant that has this directory and nothing provisioned. The assignments of the directory are left to the deployment. */
export function newTenant(id: string, directory: Directory, principals: readonly KnownPrincipal[]): Tenant {
  const now = new Date().toISOString();
  return {
    id,
    displayName: directory.tenantDisplayName,
    domain: directory.domain,
    clockOffsetMs: 0,
    changeSequence: 0,
    changes: new Map(),
    users: new Map(directory.users.map((user) => [user.id, user])),
    groups: new Map(directory.groups.map((group) => [group.id, group])),
    purged: new Map(),
    applications: new Map(),
    servicePrincipals: new Map(
      principals.map((principal) => [
        principal.id,
        {
          id: principal.id,
          appId: principal.appId,
          applicationTemplateId: null,
          createdDateTime: now,
          displayName: principal.displayName,
          owners: new Set(),
          ownAppRoles: [...principal.appRoles],
          properties: {},
        },
      ]),
    ),
    appRoleAssignments: new Map(),
    jobs: new Map(),
    secrets: new Map(),
  };
}

/** An empty directory. */
export function emptyDirectory(): Directory {
  return {
    tenantDisplayName: `Tenant ${randomUUID().slice(0, 8)}`,
    domain: "contoso.example",
    users: [],
    groups: [],
    assignments: { groups: [], users: [] },
  };
}
