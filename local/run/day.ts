import { z } from "zod";
import { RunError } from "./error.ts";
import type { Graph } from "./graph.ts";
import { readTenant, scopeOf, type Scope, type TenantUser, type TenantView } from "./tenant.ts";

/** One thing that happened in the directory, for a person. */
export interface DayEvent {
  readonly what: string;
  readonly who: string;
}

const created = z.object({ id: z.string() });

const NEWCOMERS = [
  ["Amara", "Okonkwo"],
  ["Łukasz", "Wiśniewski"],
  ["Siobhán", "Ní Bhriain"],
  ["愛", "鈴木"],
] as const;

/** What a name gets when its owner marries. */
const MARRIED = "-Lind";

/**
 * A day in the life of the directory, by the calls of an administrator: someone joins, someone is renamed, someone
 * leaves a group, someone is disabled, someone gets another manager, a group is renamed. Each day finds its people
 * anew and brings back those whom earlier days have sent away, so that any number of days can follow each other.
 *
 * @param before the tenant as it was before the first day
 * @throws {RunError} when the directory has nobody left to whom something of it can happen
 */
export async function liveOneDay(graph: Graph, before: TenantView): Promise<DayEvent[]> {
  const tenant = await readTenant(graph);
  const people = new Cast(tenant);
  const events = await bringBack(graph, before, tenant);

  const home = people.group();
  const boss = people.manager();
  const [givenName, surname] = people.newcomer();
  const name = `${givenName} ${surname}`;
  const nickname = people.freeNickname();
  const { id } = created.parse(
    await graph.request("POST", "/v1.0/users", {
      accountEnabled: true,
      displayName: name,
      givenName,
      surname,
      mailNickname: nickname,
      userPrincipalName: `${nickname}@${tenant.domain}`,
      mail: `${nickname}@${tenant.domain}`,
      jobTitle: "Video Support Agent",
      passwordProfile: { password: `Emulated-${crypto.randomUUID()}` },
    }),
  );
  await graph.request("PUT", `/v1.0/users/${id}/manager/$ref`, reference(boss.id));
  await graph.request("POST", `/v1.0/groups/${home.id}/members/$ref`, reference(id));
  events.push({ what: "joins", who: `${name}, in ${home.displayName}, reports to ${boss.displayName}` });

  const renamed = people.oneToRename();
  const newSurname = `${renamed.surname ?? renamed.displayName}${MARRIED}`;
  const newName = `${renamed.givenName ?? ""} ${newSurname}`.trim();
  await graph.request("PATCH", `/v1.0/users/${renamed.id}`, { surname: newSurname, displayName: newName });
  events.push({ what: "is renamed", who: `${renamed.displayName} → ${newName}` });

  const leaver = people.leaver();
  await graph.request("DELETE", `/v1.0/groups/${leaver.group.id}/members/${leaver.user.id}/$ref`);
  events.push({
    what: "leaves a group",
    who: `${leaver.user.displayName}, out of ${leaver.group.displayName}`,
  });

  const disabled = people.one("disable");
  await graph.request("PATCH", `/v1.0/users/${disabled.id}`, { accountEnabled: false });
  events.push({ what: "is disabled", who: disabled.displayName });

  const moved = people.one("give another manager");
  await graph.request("PUT", `/v1.0/users/${moved.id}/manager/$ref`, reference(boss.id));
  events.push({ what: "gets another manager", who: `${moved.displayName} reports to ${boss.displayName}` });

  const newGroupName = people.freeGroupName(home.displayName);
  await graph.request("PATCH", `/v1.0/groups/${home.id}`, { displayName: newGroupName });
  events.push({ what: "a group is renamed", who: `${home.displayName} → ${newGroupName}` });
  return events;
}

/** Enables who was enabled before, and puts into groups who was in them. */
async function bringBack(graph: Graph, before: TenantView, tenant: TenantView): Promise<DayEvent[]> {
  const events: DayEvent[] = [];
  const people = new Map(tenant.users.map((user) => [user.id, user]));
  for (const { id, accountEnabled } of before.users) {
    const user = people.get(id);
    if (!user || !accountEnabled || user.accountEnabled) continue;
    await graph.request("PATCH", `/v1.0/users/${id}`, { accountEnabled: true });
    events.push({ what: "comes back", who: user.displayName });
  }
  const groups = new Map(tenant.groups.map((group) => [group.id, group]));
  for (const { id, members } of before.groups) {
    const group = groups.get(id);
    for (const member of members) {
      const user = people.get(member);
      if (!group || !user || group.members.includes(member)) continue;
      await graph.request("POST", `/v1.0/groups/${id}/members/$ref`, reference(member));
      events.push({ what: "comes back", who: `${user.displayName}, into ${group.displayName}` });
    }
  }
  return events;
}

function reference(id: string): unknown {
  return { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` };
}

/** Picks who takes part, each person once, only from those who are provisioned and enabled. */
class Cast {
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
  group() {
    const [largest] = [...this.#scope.groups.values()].toSorted(
      (a, b) => b.members.length - a.members.length,
    );
    if (!largest) throw new RunError("No group is assigned, so no day can be lived in this directory.");
    return largest;
  }

  /** Somebody whom others report to and who stays as they are today. */
  manager(): TenantUser {
    return this.#take((user) => this.#managers.has(user.id)) ?? this.one("be a manager");
  }

  /** Somebody whom nobody reports to. */
  one(what: string): TenantUser {
    const found = this.#take((user) => !this.#managers.has(user.id)) ?? this.#take(() => true);
    if (found) return found;
    throw new RunError(`Nobody is left in the assigned groups to ${what}; begin with a fresh directory.`);
  }

  /** Somebody who has not been renamed on an earlier day, as long as there is one. */
  oneToRename(): TenantUser {
    return this.#take((user) => !(user.surname ?? "").endsWith(MARRIED)) ?? this.one("rename");
  }

  /** Somebody who is assigned by exactly one group, so that leaving it ends the assignment. */
  leaver() {
    const groups = [...this.#scope.groups.values()];
    const direct = new Set(this.#tenant.appRoleAssignments.map((each) => each.principalId));
    const groupsOf = (user: TenantUser) => groups.filter((group) => group.members.includes(user.id));
    const user =
      this.#take(
        (each) => !this.#managers.has(each.id) && !direct.has(each.id) && groupsOf(each).length === 1,
      ) ?? this.#take((each) => groupsOf(each).length > 0);
    const group = user && groupsOf(user)[0];
    if (user && group) return { user, group };
    throw new RunError("Nobody is left in the assigned groups to leave one; begin with a fresh directory.");
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
