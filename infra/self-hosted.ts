import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AzureFoundation } from "./components/azure/foundation.ts";
import type { Endpoint, StackConfig } from "./stack/read-config.ts";
import { schemaDocuments } from "./product/schema-documents.ts";
import { SERVICE_DEFAULTS } from "./components/scim-service/defaults.ts";
import { rotationOf, twice } from "./components/scim-service/rotation.ts";
import { ScimService } from "./components/scim-service/scim-service.ts";

/** Name of the chart's service account: that of the release. */
const SERVICE_ACCOUNT = "scim-service";

/**
 * The endpoint of a service that this stack runs itself: the Azure foundation where it is asked for, the cluster, the
 * service on it. Imported only when the stack has the section `service`: the SDKs of Kubernetes and Azure take half a
 * second to load.
 */
export function selfHostedEndpoint(
  name: string,
  { service, azure }: Pick<StackConfig, "service" | "azure">,
  opts: pulumi.ComponentResourceOptions,
): Endpoint {
  if (service === undefined) throw new TypeError("there is neither an endpoint nor a service");
  const { image, maxReplicas, database, tokenRotation, kubeContext, gateway, ingress, ...settings } = service;
  const { pullSecret, ...imageReference } = image;

  const foundation = azure && new AzureFoundation(`${name}-azure`, foundationArgs(service, azure), opts);
  const kubeconfig = foundation ? { kubeconfig: foundation.kubeconfig } : {};
  const cluster = new k8s.Provider("cluster", {
    ...kubeconfig,
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
    // A changed connection string or schema is changed in place; without this the Secret is deleted and made anew.
    enableSecretMutable: true,
    enableConfigMapMutable: true,
  });

  const { url, ...databaseChoice } = database;
  const chosen = Object.keys(databaseChoice).some((key) => key !== "poolSize");
  const databaseUrl = url === undefined ? (chosen ? undefined : foundation?.databaseUrl) : pulumi.secret(url);
  const { every, trigger } = tokenRotation ?? {};
  const rotation = every === undefined ? trigger : rotationOf(every, new Date());

  const scimService = new ScimService(
    `${name}-service`,
    {
      ...settings,
      ...kubeconfig,
      ...(kubeContext === undefined ? {} : { kubeContext }),
      image: imageReference,
      ...(pullSecret === undefined ? {} : { imagePullSecret: pullSecret }),
      ...(maxReplicas === undefined ? {} : { autoscaling: { maxReplicas } }),
      database: { ...databaseChoice, ...(databaseUrl === undefined ? {} : { url: databaseUrl }) },
      ...(gateway === undefined ? {} : { gateway }),
      ...(ingress === undefined ? {} : { ingress }),
      schemas: schemaDocuments,
      ...(rotation === undefined ? {} : { tokenRotation: rotation }),
      ...(every === undefined ? {} : { tokenValidFor: twice(every) }),
      ...(foundation ? { workloadIdentityClientId: foundation.serviceClientId } : {}),
    },
    pulumi.mergeOptions(opts, { providers: [cluster] }),
  );
  const { tenantUrl, signIn, tokenExpiresAt, adminApi } = scimService;
  return { url: tenantUrl, signIn, tokenExpiresAt, adminApi };
}

function foundationArgs(
  service: NonNullable<StackConfig["service"]>,
  { adminGroups, ...azure }: NonNullable<StackConfig["azure"]>,
) {
  return {
    ...azure,
    adminGroupObjectIds: adminGroups,
    serviceNamespace: service.namespace ?? SERVICE_DEFAULTS.namespace,
    serviceAccount: SERVICE_ACCOUNT,
  };
}
