/** Bodies as Entra's provisioning engine sends them in its default dialect. */

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE_USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A user with name, work mail, externalId and enterprise attributes, distinct for each number. */
export function entraUser(number: number): {
  readonly userName: string;
  readonly [attribute: string]: unknown;
} {
  const givenName = `Given${number}`;
  const familyName = `Family${number}`;
  const userName = `user.${number}@example.com`;
  return {
    schemas: [USER, ENTERPRISE_USER],
    externalId: `external-${number}`,
    userName,
    active: true,
    displayName: `${givenName} ${familyName}`,
    emails: [{ primary: true, type: "work", value: userName }],
    meta: { resourceType: "User" },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    title: "Technician",
    [ENTERPRISE_USER]: { department: `Department ${number % 50}`, employeeNumber: String(100_000 + number) },
  };
}

/** A group as Entra creates it: without members. */
export function entraGroup(displayName: string): object {
  return {
    schemas: [GROUP],
    externalId: `external-${displayName}`,
    displayName,
    meta: { resourceType: "Group" },
  };
}

/** Disables or enables a user. */
export function setActive(active: boolean): object {
  return patch({ op: "Replace", path: "active", value: active ? "True" : "False" });
}

/** Adds or removes members by their ids. */
export function changeMembers(op: "Add" | "Remove", userIds: readonly string[]): object {
  return patch({ op, path: "members", value: userIds.map((value) => ({ $ref: null, value })) });
}

function patch(operation: object): object {
  return { schemas: [PATCH_OP], Operations: [operation] };
}
