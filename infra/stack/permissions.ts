import type * as pulumi from "@pulumi/pulumi";
import { BY_ASSIGNMENT } from "../product/profile.ts";
import type { StackConfig } from "./read-config.ts";
import { PermissionCheck, type PermissionStep } from "../../provider/sdk/index.ts";

/**
 * Checks that the login may do what the stack is going to do, in a preview, too. When something is missing, the engine
 * refuses the check and ends the program from outside: this never returns then.
 */
export async function checkPermissions(
  config: StackConfig,
  opts: pulumi.CustomResourceOptions,
): Promise<PermissionCheck> {
  const check = new PermissionCheck("permissions", { steps: stepsOf(config) }, opts);
  await new Promise<void>((resolve) => {
    check.urn.apply(() => resolve());
  });
  return check;
}

/** What the stack is going to do in Entra. */
function stepsOf({ application, assignments, profile }: StackConfig): PermissionStep[] {
  const steps: readonly (readonly [PermissionStep, boolean])[] = [
    ["createApplication", application.existing === undefined],
    ["readApplication", application.existing !== undefined],
    ["manageAppRoles", profile === BY_ASSIGNMENT],
    ["synchronization", true],
    ["readGroups", assignments.groups.length > 0],
    ["assignGroups", assignments.groups.length > 0],
    ["readUsers", assignments.users.length > 0],
    ["assignUsers", assignments.users.length > 0],
  ];
  return steps.filter(([, taken]) => taken).map(([step]) => step);
}
