import * as pulumi from "@pulumi/pulumi";
import * as enterpriseApp from "../infra/components/enterprise-app/enterprise-app.ts";
import * as provisioning from "../infra/components/provisioning/provisioning-job.ts";
import * as scimService from "../infra/components/scim-service/scim-service.ts";

// Everything is in this one file: Pulumi's analyser, TypeScript 3.8, follows no import that ends with `.ts`.

/** A role that users and groups are assigned to. */
export interface AppRole {
  /** Value and name of the role. **A change replaces the role and every assignment to it.** */
  readonly value: string;
  /** What an administrator reads when assigning it. */
  readonly description: pulumi.Input<string>;
}

export interface EnterpriseAppArgs {
  /** Name of the application. Default: the component's name. */
  readonly displayName?: pulumi.Input<string>;
  /** Keep the application out of users' My Apps launcher. Default `true`. */
  readonly hidden?: pulumi.Input<boolean>;
  /** Let only assigned users sign in. Default `true`. */
  readonly assignmentRequired?: pulumi.Input<boolean>;
  /** Notes in the Entra admin center. */
  readonly notes?: pulumi.Input<string>;
  /** Object ids of owners beside the identity that deploys. Default: owners are not managed. */
  readonly owners?: pulumi.Input<pulumi.Input<string>[]>;
  /** Roles to add to those of Entra's template. */
  readonly appRoles?: AppRole[];
  /** Value or name of the role that `appRoleId` is of. Default: the application's only role for users. */
  readonly role?: string;
}

/** An enterprise application that can provision, made from Entra's template for applications outside its gallery. */
export class EnterpriseApp extends pulumi.ComponentResource {
  /** Name of the application. */
  readonly displayName: pulumi.Output<string>;
  /** Application (client) id. */
  readonly clientId: pulumi.Output<string>;
  /** Object id of the enterprise application (service principal). */
  readonly servicePrincipalId: pulumi.Output<string>;
  /** Id of the role to assign users and groups to. */
  readonly appRoleId: pulumi.Output<string>;
  /** Id of the provisioning job that the application has, for `ProvisioningJob.ownJob`. */
  readonly jobId?: pulumi.Output<string>;

  constructor(name: string, args: EnterpriseAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim-kit:index:EnterpriseApp", name, {}, opts);
    const { role, ...settings } = args;
    const application = new enterpriseApp.EnterpriseApp(name, settings, { parent: this });
    this.displayName = application.displayName;
    this.clientId = application.clientId;
    this.servicePrincipalId = application.servicePrincipalId;
    this.appRoleId = application.appRoleId(role);
    this.jobId = application.jobId as pulumi.Output<string>;
    this.registerOutputs({
      displayName: this.displayName,
      clientId: this.clientId,
      servicePrincipalId: this.servicePrincipalId,
      appRoleId: this.appRoleId,
      jobId: this.jobId,
    });
  }
}

/** Whom provisioning is for. */
export const ProvisioningScope = { Assigned: "assigned", All: "all" } as const;
export type ProvisioningScope = (typeof ProvisioningScope)[keyof typeof ProvisioningScope];

/** The form of Entra's SCIM requests. */
export const ScimDialect = { Default: "default", AadOptscim062020: "aadOptscim062020" } as const;
export type ScimDialect = (typeof ScimDialect)[keyof typeof ScimDialect];

/** An attribute of the product that Entra does not know by itself. */
export interface Attribute {
  /** For an extension, `urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>`. */
  readonly name: pulumi.Input<string>;
}

/** Where an attribute takes its value from: exactly one of `constant`, `attribute` and `expression`. */
export interface Mapping {
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: pulumi.Input<string>;
  /** The same value for everyone. */
  readonly constant?: pulumi.Input<string>;
  /** An attribute of the user in Entra, by the name that the mapping editor shows. */
  readonly attribute?: pulumi.Input<string>;
  /** An expression over the user's attributes; checked before anything is sent. */
  readonly expression?: pulumi.Input<string>;
  /** Sent when there is no value, and then only when the user is created. */
  readonly defaultValue?: pulumi.Input<string>;
}

/** A group or user to assign. */
export interface Assignment {
  /** Object id of the group or user. */
  readonly principalId: string;
  /** Id of the app role, as `EnterpriseApp.appRoleId` says. */
  readonly appRoleId: pulumi.Input<string>;
  /** What `pulumi up` shows, such as `group Sales`. */
  readonly description?: string;
}

/** A client of the endpoint's token endpoint (RFC 6749 section 4.4). */
export interface OAuthClient {
  /** Address of the token endpoint. */
  readonly tokenAddress: pulumi.Input<string>;
  /** Id of the client. */
  readonly clientId: pulumi.Input<string>;
  /** Secret of the client. Kept as a secret. */
  readonly clientSecret: pulumi.Input<string>;
  /** Scope to ask for. Default: none. */
  readonly scope?: pulumi.Input<string>;
}

export interface ProvisioningJobArgs {
  /** Object id of the enterprise application. **A change replaces the job.** */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Base address of the SCIM endpoint, for example `https://api.sightcall.com/api/v3/scim`. */
  readonly tenantUrl: pulumi.Input<string>;
  /** Bearer token of the endpoint. Kept as a secret. Either this or `oauth`. */
  readonly secretToken?: pulumi.Input<string>;
  /** OAuth 2.0 client by which Entra signs in instead. */
  readonly oauth?: OAuthClient;
  /** Whether only the assigned are provisioned, or everyone. Default `assigned`. */
  readonly scope?: pulumi.Input<ProvisioningScope>;
  /** The form of Entra's requests. A change tests the connection again. Default `default`. */
  readonly scimDialect?: pulumi.Input<ScimDialect>;
  /** More deletions in one cycle are held back; 0 holds nothing back. Default 500. */
  readonly deletionThreshold?: pulumi.Input<number>;
  /** Who is told of trouble. Default: nobody. */
  readonly notificationEmail?: pulumi.Input<string>;
  /** Leave users alone who fall out of scope, instead of disabling them. Default `false`. */
  readonly skipOutOfScopeDeletions?: pulumi.Input<boolean>;
  /** Attributes of the product. **A change to these or the mappings makes Entra evaluate everyone again.** */
  readonly attributes?: pulumi.Input<pulumi.Input<Attribute>[]>;
  /** Mappings to add or to change. */
  readonly mappings?: pulumi.Input<pulumi.Input<Mapping>[]>;
  /** Whom to assign, after everything is set up and before provisioning starts. */
  readonly assignments?: Assignment[];
  /** Start provisioning at the end. Default `true`. */
  readonly start?: boolean;
  /** Wait for the end of the first cycle. Default `false`. */
  readonly waitForFirstCycle?: pulumi.Input<boolean>;
  /** Any text; a new one restarts provisioning, which ends a quarantine. */
  readonly restart?: pulumi.Input<string>;
  /** `EnterpriseApp.jobId`, so that the job of an interrupted deployment is taken over. */
  readonly ownJob?: pulumi.Input<string>;
}

/** Provisioning of an enterprise application: connection test, secrets, schema, assignments and start, in this order. */
export class ProvisioningJob extends pulumi.ComponentResource {
  /** Id of the job. */
  readonly jobId: pulumi.Output<string>;
  /** The tenant URL as Entra keeps it. */
  readonly tenantUrl: pulumi.Output<string>;
  /** How the job is doing, in one sentence; looked up at every run. */
  readonly health: pulumi.Output<string>;

  constructor(name: string, args: ProvisioningJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim-kit:index:ProvisioningJob", name, {}, opts);
    const { assignments, ...settings } = args;
    const job = new provisioning.ProvisioningJob(
      name,
      {
        ...settings,
        assignments: (assignments ?? []).map(withKey),
      },
      { parent: this },
    );
    this.jobId = job.jobId;
    this.tenantUrl = job.tenantUrl;
    this.health = job.health;
    this.registerOutputs({ jobId: this.jobId, tenantUrl: this.tenantUrl, health: this.health });
  }
}

function withKey(assignment: Assignment) {
  return { key: assignment.principalId, ...assignment };
}

/** An Ingress that publishes the service. */
export interface Ingress {
  /** Class of the ingress controller. */
  readonly className?: pulumi.Input<string>;
  /** Secret with the certificate. */
  readonly tlsSecret: pulumi.Input<string>;
}

export interface ScimServiceArgs {
  /** URL under which Entra reaches the service, without a path, such as `https://scim.example.com`. */
  readonly publicUrl: pulumi.Input<string>;
  /** Connection string of the PostgreSQL database. Kept as a secret. */
  readonly databaseUrl: pulumi.Input<string>;
  /** Path of the SCIM endpoint. Default `/scim/v2`. */
  readonly basePath?: pulumi.Input<string>;
  /** Namespace, made by this component. **A change replaces everything.** Default `scim`. */
  readonly namespace?: pulumi.Input<string>;
  /** Number of pods. Default 2. */
  readonly replicas?: pulumi.Input<number>;
  /** Publish by an Ingress. */
  readonly ingress?: Ingress;
  /** SCIM schema documents of the product: file name to JSON text. */
  readonly schemas?: pulumi.Input<{ [file: string]: pulumi.Input<string> }>;
  /** When this text changes, the token is replaced without a failed request. */
  readonly tokenRotation?: pulumi.Input<string>;
}

/** The SCIM service on Kubernetes, and the token that Entra gets. */
export class ScimService extends pulumi.ComponentResource {
  /** What Entra gets as tenant URL. */
  readonly tenantUrl: pulumi.Output<string>;
  /** What Entra gets as secret token. Secret. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, args: ScimServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim-kit:index:ScimService", name, {}, opts);
    const { databaseUrl, schemas, ...settings } = args;
    const service = new scimService.ScimService(
      name,
      { ...settings, database: { url: databaseUrl }, schemas: schemas ?? {} },
      { parent: this },
    );
    this.tenantUrl = service.tenantUrl;
    const { secretToken } = service.signIn;
    if (secretToken === undefined) throw new TypeError("the service signs Entra in by a token");
    this.token = pulumi.secret(secretToken);
    this.registerOutputs({ tenantUrl: this.tenantUrl, token: this.token });
  }
}
