import type { ComplexValue, RoleValue, Value } from "../value.ts";
import type { EntraFunction } from "./function.ts";

const ROLE_TYPE = "WindowsAzureActiveDirectoryRole";

function roles(value: Value): RoleValue[] {
  if (value === null || typeof value === "string") return [];
  return value.filter(
    (each): each is RoleValue => typeof each === "object" && "id" in each && "displayName" in each,
  );
}

/**
 * The display name of the role; which of several is taken is not documented, here the first: assigned directly before by
 * a group. Plain strings, as `parseExpression` gets them for a test, stand for themselves.
 */
const single: EntraFunction = (args) => roles(args.value(0))[0]?.displayName ?? args.text(0);

const complex: EntraFunction = (args) => {
  const held = roles(args.value(0));
  return held.map(({ id, displayName, value }): ComplexValue => ({
    id,
    primary: false,
    type: ROLE_TYPE,
    displayName,
    value,
  }));
};

const assertive: EntraFunction = (args) => {
  const held = roles(args.value(0));
  return held.map(({ displayName, value }): ComplexValue => ({
    primary: false,
    type: ROLE_TYPE,
    display: displayName,
    value,
  }));
};

export const ROLE_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  AppRoleAssignmentsComplex: complex,
  AssertiveAppRoleAssignmentsComplex: assertive,
  SingleAppRoleAssignment: single,
};
