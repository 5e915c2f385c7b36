import * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../look-up.ts";
import { missingMailIn } from "./missing-mail.ts";
import {
  type FoundGroup,
  type FoundUser,
  type GetPrincipalsResult,
  getPrincipals,
} from "../../../provider/sdk/index.ts";

/** Somebody to assign, as the configuration names them: by object id, display name, user principal name or mail. */
export interface PrincipalRequest {
  readonly name: string;
  /** Value, name or id of the role to assign. Left out, the application's roles decide. */
  readonly role?: string;
}

/** Somebody to assign, found in the directory. */
export interface Principal {
  readonly kind: "group" | "user";
  readonly objectId: string;
  readonly displayName: string;
  readonly role: string | undefined;
}

export interface PrincipalRequests {
  readonly groups: readonly (PrincipalRequest | string)[];
  readonly users: readonly (PrincipalRequest | string)[];
}

/**
 * Looks up the groups and users to assign, before anything is made, and warns of what Entra would do silently.
 *
 * @param fromMail Attributes that a user must have and that take their value from the mail address.
 * @param opts Where to look, e.g. the provider.
 * @throws {pulumi.RunError} with every entry that cannot be assigned, and why.
 */
export async function findPrincipals(
  requests: PrincipalRequests,
  fromMail: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<Principal[]> {
  const groups = requests.groups.map(asRequest);
  const users = requests.users.map(asRequest);
  if (groups.length + users.length === 0) return [];
  const names = { groups: groups.map(nameOf), users: users.map(nameOf), missingMail: fromMail.length > 0 };
  const found = await lookUp(getPrincipals(names, opts));
  const refused = refusedIn(found).map(({ path, problem }) => `  - ${path}: ${problem}`);
  if (refused.length > 0) {
    throw new pulumi.RunError(`These entries cannot be assigned:\n\n${refused.join("\n")}`);
  }
  for (const warning of [...warningsIn(found), ...missingMailIn(found, fromMail)]) {
    await pulumi.log.warn(warning);
  }
  return [
    ...found.groups.flatMap(({ group }, index) =>
      group ? [principalOf("group", group, groups[index])] : [],
    ),
    ...found.users.flatMap(({ user }, index) => (user ? [principalOf("user", user, users[index])] : [])),
  ];
}

function asRequest(entry: PrincipalRequest | string): PrincipalRequest {
  return typeof entry === "string" ? { name: entry } : entry;
}

function nameOf({ name }: PrincipalRequest): string {
  return name;
}

function principalOf(
  kind: Principal["kind"],
  { id, displayName }: { readonly id: string; readonly displayName: string },
  request: PrincipalRequest | undefined,
): Principal {
  return { kind, objectId: id, displayName, role: request?.role };
}

/** What `getPrincipals` answers, by way of the SDK or of the provider itself. */
interface LookedUp {
  readonly groups: readonly {
    readonly name: string;
    readonly group?: Pick<FoundGroup, "id" | "displayName"> | undefined;
    readonly problem?: string | undefined;
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly user?: Pick<FoundUser, "id" | "displayName" | "memberOf"> | undefined;
    readonly problem?: string | undefined;
  }[];
}

/** An entry of the configuration that cannot be assigned. */
interface Refused {
  /** Where it is, e.g. `assignments.users[0]`. */
  readonly path: string;
  /** As it was asked for. */
  readonly name: string;
  readonly problem: string;
}

/** Everything that makes the list unusable. */
export function refusedIn({ groups, users }: LookedUp): Refused[] {
  const assigned = new Map(groups.flatMap(({ group }) => (group ? [[group.id, group] as const] : [])));
  const entries = [
    ...groups.map(({ name, problem, group }, index) => ({
      path: `assignments.groups[${index}]`,
      name,
      problem,
      found: group,
    })),
    ...users.map(({ name, problem, user }, index) => ({
      path: `assignments.users[${index}]`,
      name,
      problem: problem ?? (user && alreadyAssigned(user, assigned)),
      found: user,
    })),
  ];
  const seen = new Map<string, string>();
  return entries.flatMap(({ path, name, problem, found }) => {
    if (problem !== undefined) return { path, name, problem };
    if (found === undefined) return [];
    const earlier = seen.get(found.id);
    seen.set(found.id, path);
    if (earlier === undefined) return [];
    return { path, name, problem: `"${found.displayName}" is ${earlier} already; leave one of them out.` };
  });
}

/** The guide: whoever is in an assigned group must not be assigned one by one too. */
function alreadyAssigned(
  user: { readonly displayName: string; readonly memberOf: readonly string[] },
  assigned: ReadonlyMap<string, Pick<FoundGroup, "displayName">>,
): string | undefined {
  const groups = user.memberOf.flatMap((id) => assigned.get(id)?.displayName ?? []);
  if (groups.length === 0) return undefined;
  const names = groups.map((name) => `"${name}"`).join(" and ");
  return `"${user.displayName}" is a member of ${names}, which is assigned as a whole. Leave the user out: assigned both ways, one assignment would outlive the other when somebody leaves the group.`;
}

/** What works, but not as one might think. */
export function warningsIn({ groups, users }: GetPrincipalsResult): string[] {
  const assigned = new Set(groups.flatMap(({ group }) => group?.id ?? []));
  const nested = groups.flatMap(({ group }) => {
    const names = group?.nestedGroups
      .filter(({ id }) => !assigned.has(id))
      .map(({ displayName }) => `"${displayName}"`);
    if (group === undefined || names === undefined || names.length === 0) return [];
    return `"${group.displayName}" contains ${names.join(", ")}. Entra provisions direct members only: assign what it contains too, if its people are meant.`;
  });
  const disabled = users.flatMap(({ user }) =>
    user === undefined || user.enabled
      ? []
      : `"${user.displayName}" is disabled in Entra, and will be provisioned as inactive or not at all.`,
  );
  return [...nested, ...disabled];
}
