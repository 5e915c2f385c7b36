import type * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { type ApplicationDetails, getApplicationOutput } from "../../../provider/sdk/index.ts";
import { lookUpOutput } from "../look-up.ts";
import { type AppRoleArgs, addAppRole } from "./app-roles.ts";
import { checkArgs } from "./check-args.ts";
import { configureServicePrincipal, instantiateTemplate } from "./new-application.ts";
import { roleToAssign } from "./role-to-assign.ts";

export interface EnterpriseAppArgs {
  /**
   * Name of the application to make.
   *
   * @default the component's name
   * @example "SightCall Provisioning"
   */
  readonly displayName?: pulumi.Input<string>;
  /**
   * An application to reuse, for example the one for single sign-on, as `findApplication` found it. It is never changed
   * or deleted, except for the roles in `appRoles`: `azuread.ServicePrincipal` would delete it with the stack. **Changing
   * to or from it replaces everything that provisioning consists of.**
   *
   * @default a new application
   */
  readonly existing?: ApplicationDetails;
  /** Keep a new application out of users' My Apps launcher. @default true */
  readonly hidden?: pulumi.Input<boolean>;
  /** Let only assigned users sign in to a new application. @default true */
  readonly assignmentRequired?: pulumi.Input<boolean>;
  /** Notes of a new application in the Entra admin center. @default none */
  readonly notes?: pulumi.Input<string>;
  /** Object ids of a new application's owners, beside the identity that deploys. @default not managed */
  readonly owners?: pulumi.Input<pulumi.Input<string>[]>;
  /** Roles to add, for users and groups to be assigned to. @default none */
  readonly appRoles?: readonly AppRoleArgs[];
}

/**
 * An enterprise application that can provision: a new one, from Entra's template for applications that are not in its
 * gallery, or one that is there already. Steps 2 to 4 of the guide.
 *
 * @example
 * new EnterpriseApp("sightcall", { displayName: "SightCall Provisioning" });
 */
export class EnterpriseApp extends pulumi.ComponentResource {
  readonly displayName: pulumi.Output<string>;
  /** Application (client) id. */
  readonly clientId: pulumi.Output<string>;
  /** Object id of the enterprise application (service principal). */
  readonly servicePrincipalId: pulumi.Output<string>;

  /** Looked up: at once when it is there already, else when it is made. */
  readonly #details: pulumi.Output<ApplicationDetails> | ApplicationDetails;
  readonly #appRoles: ReadonlyMap<string, azuread.ApplicationAppRole>;

  /** @throws InputPropertiesError with everything that is wrong with the arguments. */
  constructor(name: string, args: EnterpriseAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:index:EnterpriseApp", name, {}, opts);
    checkArgs(name, args);
    const child = { parent: this };
    // What a component depends on does not reach its children by itself.
    const first = { ...child, dependsOn: opts?.dependsOn ?? [] };

    if (args.existing === undefined) {
      const template = instantiateTemplate(name, args.displayName ?? name, first);
      const details = this.#lookUp(template.servicePrincipalObjectId);
      this.#details = details;
      this.displayName = template.displayName;
      this.clientId = details.clientId;
      this.servicePrincipalId = configureServicePrincipal(name, this.clientId, args, child).objectId;
    } else {
      this.#details = args.existing;
      this.displayName = pulumi.output(args.existing.displayName);
      this.clientId = pulumi.output(args.existing.clientId);
      this.servicePrincipalId = pulumi.output(args.existing.servicePrincipalId);
    }
    this.#appRoles = this.#addAppRoles(name, args.appRoles ?? [], first);

    this.registerOutputs({
      displayName: this.displayName,
      clientId: this.clientId,
      servicePrincipalId: this.servicePrincipalId,
    });
  }

  /**
   * The id of the role that users and groups are assigned to.
   *
   * @param wanted Value, name or id of a role. Left out: the application's only role for users, or default access when
   *   it publishes none.
   * @throws ResourceError, with the roles that there are, when that does not decide it.
   */
  appRoleId(wanted?: string): pulumi.Output<string> {
    const added = wanted === undefined ? undefined : this.#appRoles.get(wanted);
    if (added !== undefined) return added.roleId;
    const idIn = ({ appRoles, displayName }: ApplicationDetails): string => {
      const { roleId, problem } = roleToAssign(appRoles, wanted);
      if (problem === undefined) return roleId;
      throw new pulumi.ResourceError(`No role of "${displayName}" can be assigned: ${problem}`, this, true);
    };
    return pulumi.Output.isInstance(this.#details)
      ? this.#details.apply(idIn)
      : pulumi.output(idIn(this.#details));
  }

  #lookUp(objectId: pulumi.Output<string>): pulumi.Output<ApplicationDetails> {
    return lookUpOutput(getApplicationOutput({ objectId }, { parent: this })).apply(
      ({ application, problem }) => {
        if (application !== undefined) return application;
        throw new pulumi.ResourceError(problem ?? "The application was not found.", this, true);
      },
    );
  }

  #addAppRoles(
    name: string,
    roles: readonly AppRoleArgs[],
    opts: pulumi.CustomResourceOptions,
  ): ReadonlyMap<string, azuread.ApplicationAppRole> {
    const registration = pulumi.output(this.#details).apply(({ applicationId }) => applicationId ?? "");
    const added = new Map<string, azuread.ApplicationAppRole>();
    let options = opts;
    for (const role of roles) {
      const resource = addAppRole(name, registration, role, options);
      added.set(role.value, resource);
      // One after another: each reads the application's whole list of roles and writes it back.
      options = { parent: this, dependsOn: [resource] };
    }
    return added;
  }
}
