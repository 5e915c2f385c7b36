import { AppRoleAssignment, type AppRoleAssignmentArgs } from "@pulumi/azuread/appRoleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import { type ExistingAssignment, getAssignments } from "../../../provider/sdk/index.ts";
import { takeOver } from "../take-over.ts";

export interface AssignmentArgs {
  /**
   * What the assignment is named by in the stack's state; not an `Input`. Best the principal's object id: it stays the
   * same when the principal is renamed. **A change replaces the assignment.**
   */
  readonly key: string;
  /**
   * Whom it assigns, for the person who reads a preview or an update: shown beside the new resource, which is named by `key`.
   *
   * @default nothing is shown
   * @example "group SightCall Users"
   */
  readonly description?: string;
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
 * Groups and users assigned to an application. Steps 9 and 10 of the guide. An assignment that is there already, to the
 * same role, is taken over: Entra would refuse to make it twice.
 *
 * @example
 * new Assignments("sightcall", { servicePrincipalId, assignments: [{ key: group, principalId: group, appRoleId }] });
 */
export class Assignments extends pulumi.ComponentResource {
  /** Looked up once for all of them. */
  #existing: Promise<readonly ExistingAssignment[]> | undefined;

  constructor(name: string, args: AssignmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:index:Assignments", name, {}, opts);
    // What a component depends on does not reach its children by itself.
    const made = new Map<string, pulumi.Resource>();
    const hooks = { beforeCreate: [showDescriptions(name, args.assignments, made)] };
    const child = { parent: this, dependsOn: opts?.dependsOn ?? [], hooks };
    for (const { key, principalId, appRoleId } of args.assignments) {
      const inputs = { resourceObjectId: args.servicePrincipalId, principalObjectId: principalId, appRoleId };
      const assignment = new AppRoleAssignment(`${name}-${key}`, inputs, {
        ...child,
        transforms: [takeOver(pulumi.output(inputs), (known) => this.#find(known))],
      });
      made.set(`${name}-${key}`, assignment);
    }
    this.registerOutputs({});
  }

  /** azuread's id of an assignment that Entra has. */
  async #find(wanted: pulumi.Unwrap<AppRoleAssignmentArgs>): Promise<string | undefined> {
    const servicePrincipalId = wanted.resourceObjectId;
    this.#existing ??= this.#lookUp(servicePrincipalId);
    const found = (await this.#existing).find(
      (each) => each.principalId === wanted.principalObjectId && each.appRoleId === wanted.appRoleId,
    );
    return found && `/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo/${found.id}`;
  }

  async #lookUp(servicePrincipalId: string): Promise<readonly ExistingAssignment[]> {
    try {
      return (await getAssignments({ servicePrincipalId }, { parent: this })).assignments;
    } catch (error) {
      await pulumi.log.debug(`Who is assigned cannot be looked up: ${String(error)}`, this);
      return [];
    }
  }
}

/**
 * A hook that shows beside a new assignment whom it assigns. The message is a passing one: it is part of neither the
 * diagnostics nor the state, and an assignment that is there already gets none.
 *
 * @param made The assignments by the names of their resources.
 */
function showDescriptions(
  name: string,
  assignments: readonly AssignmentArgs[],
  made: ReadonlyMap<string, pulumi.Resource>,
): pulumi.ResourceHook {
  const descriptions = new Map(assignments.map(({ key, description }) => [`${name}-${key}`, description]));
  return new pulumi.ResourceHook(
    `${name}-show-descriptions`,
    (creation) => {
      const description = descriptions.get(creation.name);
      const ephemeral = true;
      // Not waited for: it is sent when the resource is registered, which waits for this hook.
      if (description !== undefined)
        void pulumi.log.info(description, made.get(creation.name), undefined, ephemeral);
    },
    { onDryRun: true },
  );
}
