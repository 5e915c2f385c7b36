import { compareProperties } from "../../../provider/runtime/binding/compare-properties.ts";
import { ProviderError } from "../../../provider/runtime/error.ts";
import type { Plugin, PluginResource } from "../../../provider/runtime/plugin.ts";
import { Cluster, type ClusterContext, configurationSchema } from "./cluster.ts";
import { kubernetesObject } from "./object.ts";
import { release } from "./release.ts";

/** The SDK that the stand-in answers to. */
const VERSION = "4.34.2";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const NOTICE =
  "kubernetes: this is the kit's stand-in for the kubernetes plug-in, for tests on a control plane without the real one.";

/** @param environment where `KUBECONFIG` is looked up */
export function kubernetes(
  environment: Readonly<Record<string, string | undefined>>,
): Plugin<ClusterContext> {
  let cluster: Cluster | undefined;
  return {
    title: "the stand-in for kubernetes",
    version: VERSION,
    checkConfig: () => [],
    diffConfig: (olds, news) => compareProperties(olds, news, []),
    configure({ version: _version, ...given }, call) {
      cluster = new Cluster(configurationSchema.parse(given), environment);
      call.log.info(NOTICE);
    },
    contextOf(call) {
      if (cluster === undefined) throw new ProviderError("The provider kubernetes is not configured yet.");
      return { ...call, cluster };
    },
    resource: resourceOf,
    function: () => undefined,
  };
}

/** `kubernetes:apps/v1:Deployment` is the kind Deployment of apps/v1; `core/v1` is plain `v1` in an object. */
function resourceOf(type: string): PluginResource<ClusterContext> {
  if (type === RELEASE) return release;
  const [, apiVersion = "", kind = ""] = /^kubernetes:([^:]+):(\w+)$/.exec(type) ?? [];
  return kubernetesObject(apiVersion.replace(/^core\//, ""), kind);
}
