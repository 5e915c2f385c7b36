import { BY_ASSIGNMENT } from "../stack/config/stack.ts";
import type { AppRoleArgs } from "../components/enterprise-app/app-roles.ts";
import { type ProductAttribute, productAttributes, profileAttribute } from "./schema-documents.ts";
import type { AttributeArgs, MappingArgs } from "../../provider/sdk/index.ts";

/**
 * The mapping that the setting `profile` stands for (step 12 of the guide). Left out, there is none: Entra sends no
 * profile, and the product's own default applies. To name the default is something else: Entra then sends it, which
 * brings back those who had another profile before.
 */
export function profileMappings(
  profile: string | undefined,
): (MappingArgs & { targetAttributeName: string })[] {
  if (profile === undefined) return [];
  const targetAttributeName = profileAttribute.target;
  if (profile !== BY_ASSIGNMENT) return [{ targetAttributeName, constant: profile }];
  return [{ targetAttributeName, expression: "SingleAppRoleAssignment([appRoleAssignments])" }];
}

/** A role for every profile, when the assignments choose it: Entra then sends the name of a user's role. */
export function profileRoles(profile: string | undefined): AppRoleArgs[] {
  if (profile !== BY_ASSIGNMENT) return [];
  return profileAttribute.canonicalValues.map((value) => ({
    value,
    description: `Gives users the ${profileAttribute.name} ${value}.`,
  }));
}

/** The role that somebody is assigned to; undefined when the application's own roles decide. */
export function roleFor(
  principal: { readonly role: string | undefined; readonly profile: string | undefined },
  profile: string | undefined,
): string | undefined {
  return profile === BY_ASSIGNMENT ? (principal.profile ?? profileAttribute.default) : principal.role;
}

/** Entra maps only to attributes that it knows: of the product's own, those that a mapping writes. */
export function attributesFor(
  mappings: readonly { readonly targetAttributeName: string }[],
  product: readonly ProductAttribute[] = productAttributes,
): AttributeArgs[] {
  const written = new Set(mappings.map(({ targetAttributeName }) => targetAttributeName));
  return product
    .filter(({ target }) => written.has(target))
    .map(({ target, type }) => ({ name: target, type }));
}
