import { isAddedRole } from "./app-roles.ts";

/** A role that an application publishes, as far as it decides who can be assigned to it. */
export interface PublishedRole {
  readonly id: string;
  readonly displayName: string;
  readonly value?: string | undefined;
  readonly enabled: boolean;
  /** `User` and/or `Application`. */
  readonly allowedMemberTypes: readonly string[];
}

/** The role id that Graph knows as default access: for an application that publishes no roles. */
export const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** A role that Entra gives every application made from a template for SAML; it means nothing to provisioning. */
const SAML_ROLE = "msiam_access";

/** Either the role, or why there is none, as the end of a sentence. */
export type RoleChoice =
  | { readonly roleId: string; readonly problem?: never }
  | { readonly problem: string; readonly roleId?: never };

/**
 * The role to assign: the one asked for, by id, value or name; else the application's only enabled role for users; else
 * default access, when it publishes none. Without one asked for, roles that a component added do not count: they are
 * still there while the deployment runs that takes them away.
 */
export function roleToAssign(roles: readonly PublishedRole[], wanted?: string): RoleChoice {
  const usable = roles.filter((role) => role.enabled && role.allowedMemberTypes.includes("User"));
  if (wanted !== undefined) return roleNamed(usable, wanted);
  const own = usable.filter((role) => !isAddedRole(role));
  const meant = own.filter((role) => role.displayName !== SAML_ROLE);
  const [only, ...others] = meant.length > 0 ? meant : own;
  if (only === undefined) return { roleId: DEFAULT_ACCESS };
  if (others.length === 0) return { roleId: only.id };
  return { problem: `it has several, so each assignment must say which: ${printed([only, ...others])}.` };
}

function roleNamed(roles: readonly PublishedRole[], wanted: string): RoleChoice {
  const found =
    roles.find(({ id }) => id === wanted) ??
    roles.find(({ value }) => value === wanted) ??
    roles.find(({ displayName }) => displayName === wanted);
  if (found !== undefined) return { roleId: found.id };
  const there = roles.length === 0 ? "it has none for users" : `there are ${printed(roles)}`;
  return { problem: `"${wanted}" is not one of its enabled roles for users; ${there}.` };
}

function printed(roles: readonly PublishedRole[]): string {
  return roles.map(({ displayName }) => `"${displayName}"`).join(", ");
}
