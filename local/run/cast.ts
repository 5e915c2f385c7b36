import { scopeOf, type Scope, type TenantGroup, type TenantUser, type TenantView } from "./tenant.ts";

const NEWCOMERS = [
  ["Amara", "Okonkwo"],
  ["Łukasz", "Wiśniewski"],
  ["Siobhán", "Ní Bhriain"],
  ["愛", "鈴木"],
] as const;

/** What a name gets when its owner marries. */
export const MARRIED = "-Lind";

/** Picks who takes part, each person once, only from those who are provisioned and enabled. */
export class Cast {
  readonly #tenant: TenantView;
  readonly #scope: Scope;
  readonly #free: TenantUser[];
  readonly #managers: ReadonlySet<string>;

  constructor(tenant: TenantView) {
    this.#tenant = tenant;
    this.#scope = scopeOf(tenant);
    this.#managers = new Set(tenant.users.flatMap((user) => (user.manager === null ? [] : [user.manager])));
    this.#free = [...this.#scope.users.values()]
      .filter((user) => user.accountEnabled)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The assigned group with the most people. */
  group(): TenantGroup | undefined {
    const groups = [...this.#scope.groups.values()];
    return groups.toSorted((a, b) => b.members.length - a.members.length)[0];
  }

  /** Somebody whom others report to and who stays as they are today. */
  manager(): TenantUser | undefined {
    return this.#take((user) => this.#managers.has(user.id)) ?? this.one();
  }

  /** Somebody whom nobody reports to, as long as there is one. */
  one(): TenantUser | undefined {
    return this.#take((user) => !this.#managers.has(user.id)) ?? this.#take(() => true);
  }

  /** Somebody who has not been renamed on an earlier day, as long as there is one. */
  oneToRename(): TenantUser | undefined {
    return this.#take((user) => !(user.surname ?? "").endsWith(MARRIED)) ?? this.one();
  }

  /** Somebody who is assigned by exactly one group, so that leaving it ends the assignment. */
  leaver(): { readonly user: TenantUser; readonly group: TenantGroup } | undefined {
    const groups = [...this.#scope.groups.values()];
    const direct = new Set(this.#tenant.appRoleAssignments.map((each) => each.principalId));
    const groupsOf = (user: TenantUser) => groups.filter((group) => group.members.includes(user.id));
    const user =
      this.#take(
        (each) => !this.#managers.has(each.id) && !direct.has(each.id) && groupsOf(each).length === 1,
      ) ?? this.#take((each) => groupsOf(each).length > 0);
    const group = user && groupsOf(user)[0];
    return user && group ? { user, group } : undefined;
  }

  newcomer(): readonly [string, string] {
    const [first] = NEWCOMERS;
    return NEWCOMERS[this.#newcomersSoFar() % NEWCOMERS.length] ?? first;
  }

  /** A mail nickname that nobody has. */
  freeNickname(): string {
    return `newcomer${this.#newcomersSoFar() + 1}`;
  }

  #newcomersSoFar(): number {
    return this.#tenant.users.filter((user) => /^newcomer\d+$/.test(user.mailNickname ?? "")).length;
  }

  /** The name with a number that grows from day to day. */
  freeGroupName(name: string): string {
    const [, base = name, number = "1"] = /^(.*?) \((\d+)\)$/.exec(name) ?? [];
    const taken = new Set(this.#tenant.groups.map((group) => group.displayName));
    for (let next = Number(number) + 1; ; next += 1) {
      if (!taken.has(`${base} (${next})`)) return `${base} (${next})`;
    }
  }

  #take(fits: (user: TenantUser) => boolean): TenantUser | undefined {
    const index = this.#free.findIndex(fits);
    return index === -1 ? undefined : this.#free.splice(index, 1)[0];
  }
}
