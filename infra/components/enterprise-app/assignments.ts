import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";

export interface AssignmentArgs {
  /**
   * What the assignment is named by in the stack's state; not an `Input`. Best the principal's object id: it stays the
   * same when the principal is renamed. **A change replaces the assignment.**
   */
  readonly key: string;
  /** Object id of the group or user. **A change replaces the assignment.** */
  readonly principalId: pulumi.Input<string>;
  /** Id of the app role. **A change replaces the assignment.** */
  readonly appRoleId: pulumi.Input<string>;
}

export interface AssignmentsArgs {
  /** Object id of the enterprise application (service principal). */
  readonly servicePrincipalId: pulumi.Input<string>;
  readonly assignments: readonly AssignmentArgs[];
}

/**
 * Groups and users assigned to an application. Steps 9 and 10 of the guide.
 *
 * @example
 * new Assignments("sightcall", { servicePrincipalId, assignments: [{ key: group, principalId: group, appRoleId }] });
 */
export class Assignments extends pulumi.ComponentResource {
  constructor(name: string, args: AssignmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:index:Assignments", name, {}, opts);
    // What a component depends on does not reach its children by itself.
    const child = { parent: this, dependsOn: opts?.dependsOn ?? [] };
    for (const { key, principalId, appRoleId } of args.assignments) {
      new azuread.AppRoleAssignment(
        `${name}-${key}`,
        { resourceObjectId: args.servicePrincipalId, principalObjectId: principalId, appRoleId },
        child,
      );
    }
    this.registerOutputs({});
  }
}
