import { SynchronizationJob } from "@pulumi/azuread/synchronizationJob.js";
import { SynchronizationSecret } from "@pulumi/azuread/synchronizationSecret.js";
import * as pulumi from "@pulumi/pulumi";
import { sentenceOf } from "../look-up.ts";
import { type AssignmentArgs, Assignments } from "../enterprise-app/assignments.ts";
import {
  type AttributeArgs,
  ConnectionTest,
  type DisabledMappingArgs,
  getJobHealthOutput,
  type MappingArgs,
  ProvisioningStart,
  type ScopingFilterArgs,
  SynchronizationSchema,
} from "../../../provider/sdk/index.ts";
import { takeOver } from "../take-over.ts";
import { checkArgs, signInOf } from "./check-args.ts";
import { PROVISIONING_DEFAULTS as DEFAULTS } from "./defaults.ts";
import { refuseSecondJob } from "./existing-job.ts";
import { type OAuthArgs, signIn } from "./sign-in.ts";
import { baseAddress, type ProvisioningScope, type ScimDialect, synchronizationSecrets } from "./secrets.ts";

export interface ProvisioningJobArgs {
  /** Object id of the enterprise application (service principal). **A change replaces the job.** */
  readonly servicePrincipalId: pulumi.Input<string>;
  /**
   * Base address of the SCIM endpoint. A change tests the connection again.
   *
   * @example "https://api.sightcall.com/api/v3/scim"
   */
  readonly tenantUrl: pulumi.Input<string>;
  /** Bearer token of the endpoint. Kept as a secret. A change tests the connection again. Either this or `oauth`. */
  readonly secretToken?: pulumi.Input<string>;
  /** OAuth 2.0 client by which Entra signs in at the endpoint. A change tests the connection again. */
  readonly oauth?: OAuthArgs;
  /** Whether only the assigned are provisioned, or everyone. @default "assigned" */
  readonly scope?: pulumi.Input<ProvisioningScope>;
  /** The form of Entra's requests. A change tests the connection again. @default "default" */
  readonly scimDialect?: pulumi.Input<ScimDialect>;
  /** More deletions in one cycle are held back; 0 holds nothing back. @default 500 */
  readonly deletionThreshold?: pulumi.Input<number>;
  /** Who is told of trouble. @default nobody */
  readonly notificationEmail?: pulumi.Input<string>;
  /** Leave users alone who fall out of scope, instead of disabling them. @default false */
  readonly skipOutOfScopeDeletions?: pulumi.Input<boolean>;
  /** Attributes of the product's own. **A change to this or the next three makes Entra evaluate everyone again.** @default none */
  readonly attributes?: pulumi.Input<pulumi.Input<AttributeArgs>[]>;
  /** Mappings to add or to change. @default none */
  readonly mappings?: pulumi.Input<pulumi.Input<MappingArgs>[]>;
  /** Default mappings to switch off. @default none */
  readonly disabledMappings?: pulumi.Input<pulumi.Input<DisabledMappingArgs>[]>;
  /** Conditions on who is in scope. @default none */
  readonly scopingFilters?: pulumi.Input<pulumi.Input<ScopingFilterArgs>[]>;
  /** Whom to assign to the application, after everything is set up and before provisioning starts. @default nobody */
  readonly assignments?: readonly AssignmentArgs[];
  /** Start provisioning at the end. Not an `Input`, because it decides whether there is a resource. @default true */
  readonly start?: boolean;
  /** Wait for the end of the first cycle. @default false */
  readonly waitForFirstCycle?: pulumi.Input<boolean>;
  /** Any text; a new one restarts provisioning, which ends a quarantine. @default none */
  readonly restart?: pulumi.Input<string>;
  /**
   * A job that was set up by hand and is taken over, by azuread's id; deleting the component then deletes it. Not an
   * `Input`, because an import id cannot be one.
   *
   * @default a new job
   * @example "/servicePrincipals/<object id>/synchronization/jobs/<job id>"
   */
  readonly existingJob?: string;
  /**
   * Bare id of the job of an application that nobody else provisions from, as `EnterpriseApp.jobId` says: taken over when
   * the stack does not have it. Without it, any job that the application has is refused.
   *
   * @default none
   */
  readonly ownJob?: pulumi.Input<string | undefined>;
}

/**
 * Provisioning of an enterprise application. Steps 5 to 12 of the guide, in an order in which nothing runs before it is
 * complete: job (stopped), connection test, secrets, schema, assignments, start; and backwards on deletion.
 *
 * @example
 * new ProvisioningJob("sightcall", { servicePrincipalId, tenantUrl, secretToken, assignments });
 */
export class ProvisioningJob extends pulumi.ComponentResource {
  /** Bare id of the job, `scim.<tenant>.<guid>`. */
  readonly jobId: pulumi.Output<string>;
  /** The tenant URL as Entra keeps it, with the flag of the dialect. */
  readonly tenantUrl: pulumi.Output<string>;
  /** How the job is doing, in one sentence that stays the same as long as its condition does; looked up at every run. */
  readonly health: pulumi.Output<string>;

  /** @throws {pulumi.InputPropertiesError} with everything that is wrong with the arguments. */
  constructor(name: string, args: ProvisioningJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:index:ProvisioningJob", name, {}, opts);
    checkArgs(name, args);
    const after = (...dependsOn: pulumi.Resource[]) => ({ parent: this, dependsOn });
    const { servicePrincipalId } = args;
    const scimDialect = args.scimDialect ?? DEFAULTS.scimDialect;

    const job = this.#job(name, args, opts);
    this.jobId = job.id.apply(lastSegment);
    this.tenantUrl = pulumi
      .all([args.tenantUrl, scimDialect])
      .apply(([url, dialect]) => baseAddress(url, dialect));
    const which = { servicePrincipalId, jobId: this.jobId };

    const access = signIn(name, signInOf(args), { parent: this });
    // Tested before they are written: a wrong address or token leaves those that work as they are.
    const test = new ConnectionTest(
      `${name}-connection-test`,
      { ...which, baseAddress: this.tenantUrl, ...access.test },
      after(job),
    );
    const secrets = new SynchronizationSecret(
      `${name}-secrets`,
      {
        servicePrincipalId: resourceId(servicePrincipalId),
        credentials: synchronizationSecrets({
          baseAddress: this.tenantUrl,
          signIn: access.secrets,
          scope: args.scope ?? DEFAULTS.scope,
          deletionThreshold: args.deletionThreshold ?? DEFAULTS.deletionThreshold,
          notificationEmail: args.notificationEmail,
          skipOutOfScopeDeletions: args.skipOutOfScopeDeletions ?? DEFAULTS.skipOutOfScopeDeletions,
        }),
      },
      {
        ...after(test),
        // The keys of another way to sign in have to go first: azuread waits until as many are listed as it wrote.
        replacementTrigger: access.method,
        deleteBeforeReplace: true,
      },
    );
    const schema = new SynchronizationSchema(
      `${name}-schema`,
      {
        ...which,
        attributes: args.attributes ?? [],
        mappings: args.mappings ?? [],
        disabledMappings: args.disabledMappings ?? [],
        scopingFilters: args.scopingFilters ?? [],
      },
      after(secrets),
    );
    const assignments = new Assignments(
      `${name}-assignments`,
      { servicePrincipalId, assignments: args.assignments ?? [] },
      after(schema),
    );
    const start =
      args.start === false
        ? []
        : [
            new ProvisioningStart(
              `${name}-start`,
              {
                ...which,
                waitForFirstCycle: args.waitForFirstCycle ?? false,
                ...(args.restart === undefined ? {} : { restart: args.restart }),
              },
              after(schema, assignments),
            ),
          ];

    // By the job, not by the arguments: where those come from a component of a program in another language, the engine
    // (3.259.0) answers that the health is not known yet, in every run.
    const made = { ...which, servicePrincipalId: job.servicePrincipalId.apply(lastSegment) };
    this.health = pulumi.recover(
      getJobHealthOutput(made, { parent: this, dependsOn: [schema, ...start] }).summary,
      (error: unknown) => `Unknown. ${sentenceOf(error)}`,
    );
    this.registerOutputs({ jobId: this.jobId, tenantUrl: this.tenantUrl, health: this.health });
  }

  #job(name: string, args: ProvisioningJobArgs, opts?: pulumi.ComponentResourceOptions): SynchronizationJob {
    const servicePrincipalId = resourceId(args.servicePrincipalId);
    const own = pulumi.all([servicePrincipalId, args.ownJob]);
    return new SynchronizationJob(
      `${name}-job`,
      { servicePrincipalId, templateId: "scim", enabled: false },
      {
        parent: this,
        // What a component depends on does not reach its children by itself.
        dependsOn: opts?.dependsOn ?? [],
        // azuread reads `enabled` from whether the job runs, and would pause it again after ProvisioningStart.
        ignoreChanges: ["enabled"],
        // An application has one job of a template.
        deleteBeforeReplace: true,
        hooks: { beforeCreate: [refuseSecondJob(name, { parent: this })] },
        transforms: [takeOver(own, ([application, id]) => id && `${application}/synchronization/jobs/${id}`)],
        ...(args.existingJob === undefined ? {} : { import: args.existingJob }),
      },
    );
  }
}

/** A service principal as azuread's synchronization resources want it named. */
function resourceId(servicePrincipalId: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`/servicePrincipals/${servicePrincipalId}`;
}

/** Of azuread's `/servicePrincipals/<object id>/synchronization/jobs/<job id>`, the job id. */
function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
