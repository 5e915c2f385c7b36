import * as pulumi from "@pulumi/pulumi";
import type { EnterpriseAppArgs } from "./enterprise-app.ts";

const FOR_NEW_ONLY = ["displayName", "hidden", "assignmentRequired", "notes", "owners"] as const;

/**
 * What is wrong with the arguments.
 *
 * @throws {pulumi.InputPropertiesError} with all of it.
 */
export function checkArgs(name: string, args: EnterpriseAppArgs): void {
  const errors: pulumi.InputPropertyErrorDetails[] = [];
  const { existing, appRoles = [] } = args;
  const report = (propertyPath: string, reason: string): number => errors.push({ propertyPath, reason });
  if (existing !== undefined) {
    for (const key of FOR_NEW_ONLY) {
      if (args[key] !== undefined)
        report(key, "is for a new application; leave it out, because existing is set");
    }
    if (appRoles.length > 0 && existing.applicationId === undefined) {
      report(
        "appRoles",
        `cannot be added to "${existing.displayName}", because it is registered in another tenant`,
      );
    }
  }
  for (const [index, { value }] of appRoles.entries()) {
    const first = appRoles.findIndex((role) => role.value === value);
    if (first !== index) report(`appRoles[${index}].value`, `repeats "${value}" of appRoles[${first}]`);
  }
  if (errors.length > 0) throw new pulumi.InputPropertiesError({ message: `${name} is not right`, errors });
}
