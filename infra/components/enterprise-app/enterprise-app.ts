import type { ApplicationAppRole } from "@pulumi/azuread/applicationAppRole.js";
import * as pulumi from "@pulumi/pulumi";
import { type ApplicationDetails, getApplicationOutput } from "../../../provider/sdk/index.ts";
import { endProgram, lookUpOutput } from "../look-up.ts";
import { type AppRoleArgs, addAppRole } from "./app-roles.ts";
import { checkArgs } from "./check-args.ts";
import { configureServicePrincipal, instantiateTemplate } from "./new-application.ts";
import { roleToAssign } from "./role-to-assign.ts";
import { tellOfUnusedApplication } from "./unused-application.ts";

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
  /**
   * Bare id of the provisioning job of an application that this component makes: undefined at first, then the stack's
   * own, or the one that an interrupted deployment made and did not record.
   */
  readonly jobId: pulumi.Output<string | undefined>;

  /** Looked up: at once when it is there already, else when it is made. */
  readonly #details: pulumi.Output<ApplicationDetails> | ApplicationDetails;
  readonly #appRoles: ReadonlyMap<string, ApplicationAppRole>;

  /** @throws {pulumi.InputPropertiesError} with everything that is wrong with the arguments. */
  constructor(name: string, args: EnterpriseAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:index:EnterpriseApp", name, {}, opts);
    checkArgs(name, args);
    const child = { parent: this };
    // What a component depends on does not reach its children by itself.
    const first = { ...child, dependsOn: opts?.dependsOn ?? [] };

    if (args.existing === undefined) {
      const template = instantiateTemplate(name, args.displayName ?? name, {
        ...first,
        hooks: { beforeCreate: [tellOfUnusedApplication(name, this)] },
      });
      const details = this.#lookUp(template.servicePrincipalObjectId);
      this.#details = details;
      this.displayName = template.displayName;
      this.clientId = details.clientId;
      this.servicePrincipalId = configureServicePrincipal(name, this.clientId, args, child).objectId;
      this.jobId = details.apply(({ jobs: [job, ...others] }) => (others.length === 0 ? job?.id : undefined));
    } else {
      this.#details = args.existing;
      this.jobId = pulumi.output(undefined);
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
   * @throws {pulumi.ResourceError}, with the roles that there are, when that does not decide it.
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
      async ({ application }) =>
        application ??
        // It was in Entra when it was recorded.
        endProgram(
          "The application that this stack made is not in Entra any more: somebody deleted it. " +
            "Run pulumi refresh, which takes it out of the stack's state, and then pulumi up, which makes it anew.",
          this,
        ),
    );
  }

  #addAppRoles(
    name: string,
    roles: readonly AppRoleArgs[],
    opts: pulumi.CustomResourceOptions,
  ): ReadonlyMap<string, ApplicationAppRole> {
    const details = pulumi.output(this.#details);
    const added = new Map<string, ApplicationAppRole>();
    let options = opts;
    for (const role of roles) {
      const resource = addAppRole(name, details, role, options);
      added.set(role.value, resource);
      // One after another: each reads the application's whole list of roles and writes it back.
      options = { parent: this, dependsOn: [resource] };
    }
    return added;
  }
}
