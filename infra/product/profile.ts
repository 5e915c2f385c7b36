import type { AppRoleArgs } from "../components/enterprise-app/app-roles.ts";
import type { PrincipalRequest, PrincipalRequests } from "../components/enterprise-app/principals.ts";
import { product } from "./product.ts";
import { type ProductAttribute, productAttributes } from "./schema-documents.ts";

/** The value of the setting `profile` that takes each user's profile from the assignment. */
export const BY_ASSIGNMENT = "byAssignment";

/** The attribute behind the setting `profile`; undefined for a product that names none. */
export const profileAttribute = findProfileAttribute(productAttributes, product.profileAttribute);

/** @throws {Error} when the product names an attribute that is not declared with `canonicalValues`. */
export function findProfileAttribute(
  attributes: readonly ProductAttribute[],
  name: string | undefined,
): ProductAttribute | undefined {
  if (name === undefined) return undefined;
  const attribute = attributes.find((candidate) => candidate.name === name);
  if (attribute === undefined || attribute.canonicalValues.length === 0) {
    throw new Error(
      `infra/product/product.ts names the attribute "${name}", but schemas/ declares none of that name with canonicalValues.`,
    );
  }
  return attribute;
}

/** A mapping of users, for `ProvisioningJob`. */
interface ProfileMapping {
  readonly targetAttributeName: string;
  readonly constant?: string;
  readonly expression?: string;
}

/**
 * The mapping that the setting `profile` stands for (step 12 of the guide). Left out, there is none: Entra sends no
 * profile, and the product's own default applies. Naming the default is different: Entra then sends it, and sets users
 * who had another profile back to it.
 */
export function profileMappings(profile: string | undefined): ProfileMapping[] {
  if (profile === undefined || profileAttribute === undefined) return [];
  const targetAttributeName = profileAttribute.target;
  if (profile !== BY_ASSIGNMENT) return [{ targetAttributeName, constant: profile }];
  return [{ targetAttributeName, expression: "SingleAppRoleAssignment([appRoleAssignments])" }];
}

/** A role for every profile, when the assignments choose it: Entra then sends the name of a user's role. */
export function profileRoles(profile: string | undefined): AppRoleArgs[] {
  if (profile !== BY_ASSIGNMENT || profileAttribute === undefined) return [];
  const { name, canonicalValues } = profileAttribute;
  return canonicalValues.map((value) => ({ value, description: `Gives users the ${name} ${value}.` }));
}

/** Somebody to assign, as the configuration says it. */
interface AssignmentEntry extends PrincipalRequest {
  readonly profile?: string;
}

interface Assignments {
  readonly groups: readonly (AssignmentEntry | string)[];
  readonly users: readonly (AssignmentEntry | string)[];
}

/** The assignments with the role of each: with `profile: byAssignment`, that of its profile. */
export function withRoles({ groups, users }: Assignments, profile: string | undefined): PrincipalRequests {
  if (profile !== BY_ASSIGNMENT) return { groups, users };
  return { groups: groups.map(withRoleOfProfile), users: users.map(withRoleOfProfile) };
}

function withRoleOfProfile(entry: AssignmentEntry | string): PrincipalRequest {
  const { name, profile } = typeof entry === "string" ? { name: entry } : entry;
  const role = profile ?? profileAttribute?.default;
  return role === undefined ? { name } : { name, role };
}
