import type { Scope, TenantView } from "../tenant.ts";
import { attributeMismatches, comparedAttributes, userName } from "./expected.ts";
import { type Membership, membership } from "./left-behind.ts";
import { enterpriseOf, type ScimContent, type ScimUser } from "./scim.ts";

/** What every provisioned user must have beyond the directory's own attributes. */
export interface ConstantAttribute {
  /** Schema URN of the extension. */
  readonly schema: string;
  readonly attribute: string;
  readonly value: string;
}

/** The outcome: the service holds exactly what the directory says, or where it does not. */
export interface CheckResult {
  readonly passed: boolean;
  /** Active users, each compared in all attributes. */
  readonly users: number;
  /** Users who were provisioned once and are rightly inactive now: disabled, or out of every assigned group. */
  readonly inactive: number;
  readonly groups: number;
  readonly memberships: number;
  /** Those of them that an earlier stack made and this one's job does not know of. */
  readonly leftBehind: number;
  readonly managers: number;
  /** Values compared. */
  readonly comparisons: number;
  /** One line each, for a person. */
  readonly differences: readonly string[];
}

/** Compares the service's content with the directory: user by user, attribute by attribute, membership by membership. */
export function check(
  tenant: TenantView,
  scope: Scope,
  scim: ScimContent,
  constants: readonly ConstantAttribute[],
  leftBehind: ReadonlySet<Membership>,
): CheckResult {
  const differences: string[] = [];
  const byExternalId = new Map(scim.users.map((user) => [user.externalId ?? user.userName, user]));
  const everybody = new Map(tenant.users.map((user) => [user.id, user]));
  let active = 0;
  let inactive = 0;
  let managers = 0;
  let comparisons = 0;

  for (const user of scope.users.values()) {
    const found = byExternalId.get(user.id);
    if (!found) {
      if (user.accountEnabled) differences.push(`${user.displayName} (${userName(user)}) is missing`);
      continue;
    }
    const who = `${user.displayName} (${found.userName})`;
    for (const { attribute, expected, actual } of attributeMismatches(user, found)) {
      differences.push(`${who}: ${attribute} is ${shown(actual)}, should be ${shown(expected)}`);
    }
    for (const { schema, attribute, value } of constants) {
      const actual = extensionValue(found, schema, attribute);
      if (actual !== value)
        differences.push(`${who}: ${attribute} is ${shown(actual)}, should be ${shown(value)}`);
    }
    const manager = user.manager === null ? undefined : byExternalId.get(user.manager);
    const actualManager = enterpriseOf(found).manager?.value;
    if (actualManager !== manager?.id) {
      differences.push(`${who}: manager is ${shown(actualManager)}, should be ${shown(manager?.id)}`);
    }
    comparisons += comparedAttributes + constants.length + 1;
    if (manager) managers += 1;
    if (found.active) active += 1;
    else inactive += 1;
  }

  for (const found of scim.users) {
    if (found.externalId !== undefined && scope.users.has(found.externalId)) continue;
    const left = found.externalId === undefined ? undefined : everybody.get(found.externalId);
    if (left && !found.active) inactive += 1;
    else if (left) differences.push(`${found.userName} is active, but is assigned no longer`);
    else differences.push(`${found.userName} is there, but is nobody of the directory`);
  }

  const memberships = checkGroups(scope, scim, { byExternalId, leftBehind, differences });
  return {
    passed: differences.length === 0,
    users: active,
    inactive,
    groups: scim.groups.length,
    memberships: memberships.found,
    leftBehind: memberships.leftBehind,
    managers,
    comparisons: comparisons + memberships.found + scim.groups.length,
    differences,
  };
}

interface GroupCheck {
  readonly byExternalId: ReadonlyMap<string, ScimUser>;
  readonly leftBehind: ReadonlySet<Membership>;
  /** Gets one line for each. */
  readonly differences: string[];
}

/** Compares names and members; answers how many memberships there are, and how many of them were left behind. */
function checkGroups(
  scope: Scope,
  scim: ScimContent,
  { byExternalId: users, leftBehind, differences }: GroupCheck,
): { found: number; leftBehind: number } {
  const groups = new Map(scim.groups.map((group) => [group.externalId ?? group.displayName, group]));
  const sources = new Map([...scim.users, ...scim.groups].map(({ id, externalId = "" }) => [id, externalId]));
  const memberships = { found: 0, leftBehind: 0 };
  for (const group of scope.groups.values()) {
    const found = groups.get(group.id);
    if (!found) {
      differences.push(`group ${group.displayName} is missing`);
      continue;
    }
    if (found.displayName !== group.displayName) {
      differences.push(
        `group ${group.displayName}: displayName is ${shown(found.displayName)}, should be ${shown(group.displayName)}`,
      );
    }
    const expected = new Set(
      group.members.flatMap((member) => (users.get(member) ?? groups.get(member))?.id ?? []),
    );
    const actual = new Set(found.members.map((member) => member.value));
    for (const id of [...expected].filter((each) => !actual.has(each))) {
      differences.push(`group ${group.displayName}: member ${nameOf(id, scim)} is missing`);
    }
    for (const id of [...actual].filter((each) => !expected.has(each))) {
      if (leftBehind.has(membership(group.id, sources.get(id) ?? ""))) memberships.leftBehind += 1;
      else differences.push(`group ${group.displayName}: ${nameOf(id, scim)} is a member, but should not be`);
    }
    memberships.found += actual.size;
  }
  for (const found of scim.groups) {
    if (found.externalId !== undefined && scope.groups.has(found.externalId)) continue;
    differences.push(`group ${found.displayName} is there, but is not assigned`);
  }
  return memberships;
}

function extensionValue(user: ScimUser, schema: string, attribute: string): unknown {
  const extension = user[schema];
  return typeof extension === "object" && extension !== null ? Reflect.get(extension, attribute) : undefined;
}

function nameOf(id: string, scim: ScimContent): string {
  return scim.users.find((user) => user.id === id)?.userName ?? id;
}

function shown(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}
