import { ApplicationAppRole } from "@pulumi/azuread/applicationAppRole.js";
import type * as pulumi from "@pulumi/pulumi";
import { v5 } from "uuid";
import type { ApplicationDetails } from "../../../provider/sdk/index.ts";
import { takeOver } from "../take-over.ts";

export interface AppRoleArgs {
  /**
   * Value and name of the role; not an `Input`, because it names the resource. **A change replaces the role and every
   * assignment to it.**
   *
   * @example "recording"
   */
  readonly value: string;
  /** What an administrator reads when assigning it. */
  readonly description: pulumi.Input<string>;
}

/** Namespace of the role ids. A change would replace every role and with it every assignment. */
const NAMESPACE = "2f0c6d5e-8a31-4c1b-9a77-5d0f3e6b1c42";

/** The id of the role that {@link addAppRole} adds for a value. */
function roleIdOf(value: string): string {
  return v5(value, NAMESPACE);
}

/** Whether {@link addAppRole} added a role, now or in an earlier deployment. */
export function isAddedRole({
  id,
  value,
}: {
  readonly id: string;
  readonly value?: string | undefined;
}): boolean {
  return value !== undefined && id === roleIdOf(value);
}

/**
 * Adds a role for users and groups to an application. Its id is derived from its value: known in the first preview, and
 * the same when the role is taken away and added again, so that one that is there already is taken over. The name is the
 * value, because that is what Entra's expression `SingleAppRoleAssignment` sends.
 */
export function addAppRole(
  name: string,
  application: pulumi.Output<ApplicationDetails>,
  { value, description }: AppRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ApplicationAppRole {
  const roleId = roleIdOf(value);
  const existing = takeOver(application, (details) =>
    details.appRoles.some(({ id }) => id === roleId)
      ? `${registrationPath(details)}/appRoles/${roleId}`
      : undefined,
  );
  return new ApplicationAppRole(
    `${name}-role-${value}`,
    {
      applicationId: application.apply(registrationPath),
      roleId,
      allowedMemberTypes: ["User"],
      displayName: value,
      value,
      description,
    },
    { ...opts, transforms: [existing] },
  );
}

/** An app registration as azuread names it. */
function registrationPath({ applicationId }: ApplicationDetails): string {
  return `/applications/${applicationId ?? ""}`;
}
