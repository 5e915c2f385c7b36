import { randomBytes } from "node:crypto";
import path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SignInArgs, SignInMethod } from "../provisioning/sign-in.ts";
import { ADMIN_KEY, chartValues } from "./chart-values.ts";
import { SERVICE_DEFAULTS as DEFAULTS } from "./defaults.ts";
import { issueSignIn } from "./sign-in.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { consoleSecret, type ConsoleArgs } from "./console.ts";
import { refuseInterruptedRelease } from "./interrupted-release.ts";
import { requireObjects } from "./required-object.ts";
import { databaseProblems, databaseSecret, type DatabaseArgs } from "./database.ts";

const CHART = path.resolve(import.meta.dirname, "../../../charts/scim-service");
const RELEASE = "scim-service";

/** The SCIM service on Kubernetes. */
export interface ScimServiceArgs extends ClusterAccess {
  /** URL under which Entra reaches the service, without a path, such as `https://scim.example.com`. */
  readonly publicUrl: pulumi.Input<string>;
  /** Path of the SCIM endpoint. @default /scim/v2 */
  readonly basePath?: pulumi.Input<string>;
  /** Namespace, made by this component with the restricted Pod Security level. A change replaces everything. @default scim */
  readonly namespace?: pulumi.Input<string>;
  /** The image. @default the chart's */
  readonly image?: ImageArgs;
  /** Name of a pull secret in the namespace. */
  readonly imagePullSecret?: pulumi.Input<string>;
  /** Number of pods. @default 2 */
  readonly replicas?: pulumi.Input<number>;
  /** Let the cluster choose the number of pods. */
  readonly autoscaling?: AutoscalingArgs;
  readonly database: DatabaseArgs;
  /** Publish by a Gateway. At most one of gateway and ingress. */
  readonly gateway?: GatewayArgs;
  /** Publish by an Ingress. */
  readonly ingress?: IngressArgs;
  /** Create ServiceMonitor, alerts and dashboard; needs the Prometheus operator. @default false */
  readonly monitoring?: boolean;
  /** Serve the console, where people see what Entra sent and what it was answered. @default no console */
  readonly console?: ConsoleArgs;
  /** SCIM schema documents of the product: file name to JSON text. */
  readonly schemas: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The service's tenant that the token is for. @default default */
  readonly tenant?: pulumi.Input<string>;
  /** How Entra signs in. @default bearer */
  readonly signIn?: SignInMethod;
  /** How long a token or client is valid, such as `180d`. @default without an end */
  readonly tokenValidFor?: pulumi.Input<string>;
  /** When this text changes, the token or client is replaced without a failed request. */
  readonly tokenRotation?: pulumi.Input<string>;
  /**
   * Where this deployment reaches the admin API, such as an internal gateway.
   * @default publicUrl: the chart then publishes `/admin/api`, guarded by a random 256-bit key
   */
  readonly adminUrl?: pulumi.Input<string>;
  /** Client id of an Azure workload identity that the pods act as. */
  readonly workloadIdentityClientId?: pulumi.Input<string>;
  /** Seconds to wait for the pods. @default 300 */
  readonly timeoutSeconds?: number;
}

export interface ImageArgs {
  readonly repository?: pulumi.Input<string>;
  readonly tag?: pulumi.Input<string>;
  /** `sha256:…`; wins over the tag. */
  readonly digest?: pulumi.Input<string>;
}

export interface AutoscalingArgs {
  readonly minReplicas?: pulumi.Input<number>;
  readonly maxReplicas?: pulumi.Input<number>;
}

export interface GatewayArgs {
  readonly name: pulumi.Input<string>;
  readonly namespace?: pulumi.Input<string>;
  readonly sectionName?: pulumi.Input<string>;
}

export interface IngressArgs {
  readonly className?: pulumi.Input<string>;
  /** Secret with the certificate. */
  readonly tlsSecret: pulumi.Input<string>;
  readonly annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Namespace, database, the service itself and what Entra signs in with. */
export class ScimService extends pulumi.ComponentResource {
  /** What Entra gets as tenant URL. */
  readonly tenantUrl: pulumi.Output<string>;
  /** By what Entra signs in; what is secret in it is a secret. */
  readonly signIn: SignInArgs;
  /** ISO 8601 in UTC; undefined when the token or client does not expire. */
  readonly tokenExpiresAt: pulumi.Output<string | undefined>;
  /** Where tokens of other tenants are issued, and the key to it. Secret. */
  readonly adminApi: pulumi.Output<{ readonly url: string; readonly key: string }>;

  constructor(name: string, args: ScimServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:scim-service:ScimService", name, {}, opts);
    const problems = problemsOf(args);
    if (problems.length > 0)
      throw new pulumi.InputPropertiesError({ message: `ScimService ${name}`, errors: problems });
    const child = { parent: this };

    const namespace = new k8s.core.v1.Namespace(
      name,
      {
        metadata: {
          name: args.namespace ?? DEFAULTS.namespace,
          labels: { "pod-security.kubernetes.io/enforce": "restricted" },
        },
      },
      child,
    );
    const inNamespace = namespace.metadata.name;
    const database = databaseSecret(name, args.database, inNamespace, args, child);

    const adminKey = new k8s.core.v1.Secret(
      `${name}-admin`,
      {
        metadata: { name: `${name}-admin`, namespace: inNamespace },
        data: { [ADMIN_KEY]: pulumi.secret(base64(randomBytes(32).toString("base64url"))) },
      },
      // Drawn once: every later run draws another key, which is ignored. To change it, replace this resource.
      { ...child, ignoreChanges: ["data"] },
    );
    const console = args.console && consoleSecret(name, args.console, inNamespace, child);
    // A missing Secret stops the deployment here and not as a pod that never starts.
    const given = [args.imagePullSecret, args.database.existingSecret?.name].filter(
      (secret) => secret !== undefined,
    );
    const secrets = given.map((secret) => ({
      kind: "Secret" as const,
      name: secret,
      namespace: inNamespace,
      remedy: "make it, and run `pulumi up` again",
    }));
    const look = secrets.length === 0 ? [] : [requireObjects(`${name}-secrets`, secrets, args, false)];
    const interrupted = refuseInterruptedRelease(
      `${name}-interrupted`,
      { name: RELEASE, namespace: inNamespace },
      args,
    );
    const hooks = [...look, interrupted];
    const timeout = args.timeoutSeconds ?? DEFAULTS.timeoutSeconds;
    const release = new k8s.helm.v3.Release(
      name,
      {
        name: RELEASE,
        chart: CHART,
        namespace: inNamespace,
        values: chartValues(args, { database, adminKey: adminKey.metadata.name, console }),
        timeout,
        // A failed first installation is taken away again, so that the next run starts from nothing.
        cleanupOnFail: true,
      },
      {
        ...child,
        dependsOn: [adminKey],
        hooks: { beforeCreate: hooks, beforeUpdate: hooks },
      },
    );

    const adminUrl = args.adminUrl ?? args.publicUrl;
    const key = adminKey.data.apply((data) => Buffer.from(data[ADMIN_KEY] ?? "", "base64").toString("utf8"));
    const issued = issueSignIn(
      name,
      args.signIn ?? "bearer",
      args.publicUrl,
      {
        adminUrl,
        adminKey: key,
        tenant: args.tenant ?? DEFAULTS.tenant,
        label: pulumi.interpolate`Pulumi stack ${pulumi.getStack()}`,
        ...(args.tokenRotation === undefined ? {} : { rotation: args.tokenRotation }),
        ...(args.tokenValidFor === undefined ? {} : { validFor: args.tokenValidFor }),
      },
      { ...child, dependsOn: [release], customTimeouts: { create: `${timeout}s` } },
    );

    this.tenantUrl = pulumi.interpolate`${args.publicUrl}${args.basePath ?? DEFAULTS.basePath}`;
    this.signIn = issued.signIn;
    this.tokenExpiresAt = issued.expiresAt;
    // Known once the service answers, so that stacks of other tenants wait for it.
    this.adminApi = pulumi
      .secret(pulumi.all([adminUrl, key, issued.id]))
      .apply(([url, key]) => ({ url, key }));
    this.registerOutputs({ tenantUrl: this.tenantUrl });
  }
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** Everything that is wrong with the arguments, by property path. */
function problemsOf(args: ScimServiceArgs): { propertyPath: string; reason: string }[] {
  const problems = databaseProblems(args.database);
  if (args.gateway && args.ingress) {
    problems.push({
      propertyPath: "ingress",
      reason: "set gateway or ingress, not both: the service is published one way",
    });
  }
  return problems;
}
