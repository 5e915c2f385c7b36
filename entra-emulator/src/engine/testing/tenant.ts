import { randomUUID } from "node:crypto";
import type { Directory } from "../../directory/model.ts";
import { newGroup, newUser } from "../../directory/objects.ts";
import { instantiateTemplate } from "../../tenant/applications.ts";
import { assign, unassign } from "../../tenant/assignments.ts";
import { addGroup } from "../../tenant/groups.ts";
import { addJob, startJob } from "../../tenant/jobs.ts";
import type { AppRole, Group, ServicePrincipal, SynchronizationJob, User } from "../../tenant/model.ts";
import { newTenant } from "../../tenant/new-tenant.ts";
import type { AttributeMapping } from "../../tenant/schema.ts";
import { TenantStore } from "../../tenant/store.ts";
import { addUser } from "../../tenant/users.ts";
import { ProvisioningEngine } from "../index.ts";
import type { CycleReport } from "../report.ts";
import type { EngineSettings } from "../settings.ts";

const DIRECTORY: Directory = {
  tenantDisplayName: "Fabrikam",
  domain: "fabrikam.example",
  users: [],
  groups: [],
  assignments: { groups: [], users: [] },
};

function emptyStore(): TenantStore {
  return new TenantStore(newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", structuredClone(DIRECTORY), []));
}

/** A tenant with one application and its started job, and the ways in which tests change it. */
export class TestTenant {
  readonly store: TenantStore;
  readonly engine: ProvisioningEngine;
  readonly servicePrincipal: ServicePrincipal;
  readonly job: SynchronizationJob;

  /**
   * One request at a time by default, so that their order is that of the users.
   *
   * @param store a directory that is there already gets another application
   */
  constructor(baseAddress: string, settings: Partial<EngineSettings> = {}, store = emptyStore()) {
    this.store = store;
    this.engine = new ProvisioningEngine({ settings: { concurrency: 1, ...settings } });
    const made = instantiateTemplate(this.store, randomUUID(), "SightCall", randomUUID());
    this.servicePrincipal = made.servicePrincipal;
    this.job = addJob(this.store, this.servicePrincipal, "scim");
    this.secret("BaseAddress", baseAddress);
    this.secret("SecretToken", "test-token");
    this.secret("SyncAll", "false");
    startJob(this.store, this.job);
  }

  secret(key: string, value: string): void {
    const { secrets } = this.store.tenant;
    secrets.set(
      this.servicePrincipal.id,
      (secrets.get(this.servicePrincipal.id) ?? new Map()).set(key, value),
    );
  }

  user(userPrincipalName: string, further: Partial<User> = {}): User {
    const user = newUser({
      id: randomUUID(),
      userPrincipalName,
      displayName: userPrincipalName,
      mailNickname: null,
      ...further,
    });
    addUser(this.store, user);
    return user;
  }

  users<const Names extends readonly string[]>(...names: Names): { [Position in keyof Names]: User } {
    return names.map((name) => this.user(name)) as { [Position in keyof Names]: User };
  }

  group(displayName: string, members: readonly { readonly id: string }[] = []): Group {
    const group = newGroup({
      id: randomUUID(),
      displayName,
      members: new Set(members.map(({ id }) => id)),
    });
    addGroup(this.store, group);
    return group;
  }

  /** The role of that display name, which is added when the application has none. */
  role(displayName: string): AppRole {
    const application = [...this.store.tenant.applications.values()].find(
      ({ appId }) => appId === this.servicePrincipal.appId,
    );
    const known = application?.appRoles.find((role) => role.displayName === displayName);
    const role: AppRole = known ?? {
      id: randomUUID(),
      allowedMemberTypes: ["User"],
      description: displayName,
      displayName,
      isEnabled: true,
      value: displayName.toLowerCase(),
    };
    if (known === undefined) application?.appRoles.push(role);
    return role;
  }

  /** Assigns users and groups to the application. */
  assign(principals: readonly (User | Group)[], role = this.role("User")): void {
    for (const { id } of principals) {
      assign(this.store, {
        id: randomUUID(),
        appRoleId: role.id,
        principalId: id,
        principalType: this.store.tenant.groups.has(id) ? "Group" : "User",
        resourceId: this.servicePrincipal.id,
        createdDateTime: this.store.clock.timestamp(),
      });
    }
  }

  unassign({ id }: { readonly id: string }): void {
    for (const each of this.store.tenant.appRoleAssignments.values()) {
      if (each.principalId === id) unassign(this.store, each);
    }
  }

  /** The attribute mappings of one type of object, to be changed. */
  mappings(sourceObjectName: "User" | "Group"): AttributeMapping[] {
    return this.objectMapping(sourceObjectName).attributeMappings;
  }

  /** The mapping of a user's target attribute, to be changed. */
  mapping(targetAttributeName: string): AttributeMapping {
    const found = this.mappings("User").find((each) => each.targetAttributeName === targetAttributeName);
    if (found === undefined) throw new Error(`the schema has no mapping of ${targetAttributeName}`);
    return found;
  }

  /** Maps a user's target attribute by a call of a function. */
  mapByFunction(targetAttributeName: string, name: string, expression: string): void {
    const source = { type: "Function", name, expression, parameters: [] } as const;
    this.mapping(targetAttributeName).source = source;
  }

  objectMapping(
    sourceObjectName: "User" | "Group",
  ): SynchronizationJob["schema"]["synchronizationRules"][number]["objectMappings"][number] {
    const all = this.job.schema.synchronizationRules.flatMap((rule) => rule.objectMappings);
    const found = all.find((each) => each.sourceObjectName === sourceObjectName);
    if (found === undefined) throw new Error(`the schema has no mapping of ${sourceObjectName}`);
    return found;
  }

  /** Users who are assigned and have been provisioned. */
  async provisioned<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [Position in keyof Names]: User }> {
    const users = this.users(...names);
    this.assign(users);
    await this.cycle();
    return users;
  }

  /** Moves the emulated clock. */
  wait(milliseconds: number): void {
    this.store.tenant.clockOffsetMs += milliseconds;
  }

  cycle(): Promise<CycleReport> {
    return this.engine.runCycle(this.store, this.job);
  }

  targetIdOf({ id }: { readonly id: string }): string {
    return this.job.engine.links.get(id)?.targetId ?? "(none)";
  }
}
