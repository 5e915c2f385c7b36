import type { Change, Problem } from "../../../provider/runtime/binding/definition.ts";
import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import type { Cluster } from "./cluster.ts";

/** A kind of resource of the stand-in: bags of properties in and out, on one cluster. */
export interface KubernetesResource {
  check(news: PropertyMap): Problem[];
  diff(cluster: Cluster, oldInputs: PropertyMap, news: PropertyMap): Change[];
  create(
    inputs: PropertyMap,
    preview: boolean,
    cluster: Cluster,
    signal: AbortSignal,
  ): Promise<{ id: string; outputs: PropertyMap }>;
  /** Undefined when it is gone. */
  read(
    id: string,
    inputs: PropertyMap,
    cluster: Cluster,
    signal: AbortSignal,
  ): Promise<{ id: string; inputs: PropertyMap; outputs: PropertyMap } | undefined>;
  update(
    id: string,
    news: PropertyMap,
    preview: boolean,
    cluster: Cluster,
    signal: AbortSignal,
  ): Promise<PropertyMap>;
  delete(id: string, inputs: PropertyMap, cluster: Cluster, signal: AbortSignal): Promise<void>;
}
