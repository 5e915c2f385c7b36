import type { DriftItem } from "../operations/result.ts";
import type { Person } from "../tenant/assigned-people.ts";
import type { ProvisionedPerson } from "../tenant/provisioned-people.ts";

/**
 * Entra against the service: who is assigned and not there, and who is there and should not be. A person is the same when
 * the user name is the principal name or the mail address, or the external id the object id or the mail nickname: what
 * the usual mappings match by.
 */
export function peopleDrift(
  assigned: readonly Person[],
  provisioned: readonly ProvisionedPerson[],
): DriftItem[] {
  const byName = index(provisioned, ({ userName }) => userName);
  const byExternalId = index(provisioned, ({ externalId }) => externalId);
  const expected = new Set<ProvisionedPerson>();
  const missing = assigned.flatMap((person): DriftItem[] => {
    const found = keysOf(person)
      .map((key) => byName.get(key) ?? byExternalId.get(key))
      .find(Boolean);
    if (found !== undefined && person.accountEnabled !== false) expected.add(found);
    if (person.accountEnabled === false || found?.active === true) return [];
    const item = `person ${person.userPrincipalName}`;
    return [{ item, expected: "active in the service", found: found === undefined ? "missing" : "inactive" }];
  });
  const surplus = provisioned
    .filter((person) => person.active && !expected.has(person))
    .map(({ userName }) => ({
      item: `person ${userName}`,
      expected: "not active in the service, being assigned in Entra no more",
      found: "active",
    }));
  return [...missing, ...surplus];
}

function keysOf({ id, userPrincipalName, mail, mailNickname }: Person): string[] {
  return [userPrincipalName, id, mail, mailNickname].flatMap((key) =>
    key == null ? [] : [key.toLowerCase()],
  );
}

function index(
  people: readonly ProvisionedPerson[],
  keyOf: (person: ProvisionedPerson) => string | null | undefined,
): Map<string, ProvisionedPerson> {
  return new Map(
    people.flatMap((person) => {
      const key = keyOf(person);
      return key == null ? [] : [[key.toLowerCase(), person] as const];
    }),
  );
}
