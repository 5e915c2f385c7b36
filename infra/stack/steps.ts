import { BY_ASSIGNMENT } from "../product/profile.ts";
import type { StackConfig } from "./read-config.ts";
import type { PermissionStep } from "../../provider/sdk/index.ts";

/** What the stack is going to do in Entra, so that missing permissions are found before anything is made. */
export function stepsOf({ application, assignments, profile }: StackConfig): PermissionStep[] {
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
