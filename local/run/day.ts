import { z } from "zod";
import { Cast, MARRIED } from "./cast.ts";
import type { Graph } from "./graph.ts";
import { readTenant, type TenantGroup, type TenantUser, type TenantView } from "./tenant.ts";

/** One thing that happened in the directory, for a person. */
export interface DayEvent {
  readonly what: string;
  readonly who: string;
}

const created = z.object({ id: z.string() });

/** Told when the assigned groups are too small for everything that happens in a day. */
const NOBODY = "nobody: the assigned groups have too few people";

/**
 * A day in the life of the directory, by the calls of an administrator: someone joins, someone is renamed, someone
 * leaves a group, someone is disabled, someone gets another manager, a group is renamed. Each day finds its people
 * anew and brings back those whom earlier days have sent away, so that any number of days can follow each other. In a
 * small directory less happens, and the day says so.
 *
 * @param before the tenant as it was before the first day
 */
export async function liveOneDay(graph: Graph, before: TenantView): Promise<DayEvent[]> {
  const tenant = await readTenant(graph);
  const cast = new Cast(tenant);
  const home = cast.group();
  const boss = cast.manager();
  const events = await bringBack(graph, before, tenant);
  events.push(
    { what: "joins", who: (await join(graph, tenant, cast, home, boss)) ?? NOBODY },
    { what: "is renamed", who: (await rename(graph, cast.oneToRename())) ?? NOBODY },
    { what: "leaves a group", who: (await leave(graph, cast.leaver())) ?? NOBODY },
    { what: "is disabled", who: (await disable(graph, cast.one())) ?? NOBODY },
    { what: "gets another manager", who: (await move(graph, cast.one(), boss)) ?? NOBODY },
    {
      what: "a group is renamed",
      who: (await renameGroup(graph, cast, home)) ?? "none: no group is assigned",
    },
  );
  return events;
}

async function join(
  graph: Graph,
  tenant: TenantView,
  cast: Cast,
  home: TenantGroup | undefined,
  boss: TenantUser | undefined,
): Promise<string | undefined> {
  if (!home) return undefined;
  const [givenName, surname] = cast.newcomer();
  const nickname = cast.freeNickname();
  const name = `${givenName} ${surname}`;
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
  await graph.request("POST", `/v1.0/groups/${home.id}/members/$ref`, reference(id));
  if (!boss) return `${name}, in ${home.displayName}`;
  await graph.request("PUT", `/v1.0/users/${id}/manager/$ref`, reference(boss.id));
  return `${name}, in ${home.displayName}, reports to ${boss.displayName}`;
}

async function rename(graph: Graph, user: TenantUser | undefined): Promise<string | undefined> {
  if (!user) return undefined;
  const surname = `${user.surname ?? user.displayName}${MARRIED}`;
  const displayName = `${user.givenName ?? ""} ${surname}`.trim();
  await graph.request("PATCH", `/v1.0/users/${user.id}`, { surname, displayName });
  return `${user.displayName} → ${displayName}`;
}

async function leave(graph: Graph, leaver: ReturnType<Cast["leaver"]>): Promise<string | undefined> {
  if (!leaver) return undefined;
  const { user, group } = leaver;
  await graph.request("DELETE", `/v1.0/groups/${group.id}/members/${user.id}/$ref`);
  return `${user.displayName}, out of ${group.displayName}`;
}

async function disable(graph: Graph, user: TenantUser | undefined): Promise<string | undefined> {
  if (!user) return undefined;
  await graph.request("PATCH", `/v1.0/users/${user.id}`, { accountEnabled: false });
  return user.displayName;
}

async function move(
  graph: Graph,
  user: TenantUser | undefined,
  boss: TenantUser | undefined,
): Promise<string | undefined> {
  if (!user || !boss) return undefined;
  await graph.request("PUT", `/v1.0/users/${user.id}/manager/$ref`, reference(boss.id));
  return `${user.displayName} reports to ${boss.displayName}`;
}

async function renameGroup(
  graph: Graph,
  cast: Cast,
  group: TenantGroup | undefined,
): Promise<string | undefined> {
  if (!group) return undefined;
  const displayName = cast.freeGroupName(group.displayName);
  await graph.request("PATCH", `/v1.0/groups/${group.id}`, { displayName });
  return `${group.displayName} → ${displayName}`;
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
