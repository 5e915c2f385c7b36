import type { Change, Problem } from "../../../provider/runtime/resource.ts";
import type { Bag } from "../../../provider/runtime/value.ts";
import type { Cluster } from "./cluster.ts";

/** A kind of resource of the stand-in: bags of properties in and out, on one cluster. */
export interface KubernetesResource {
  check(news: Bag): Problem[];
  diff(cluster: Cluster, oldInputs: Bag, news: Bag): Change[];
  create(
    inputs: Bag,
    preview: boolean,
    cluster: Cluster,
    signal: AbortSignal,
  ): Promise<{ id: string; outputs: Bag }>;
  /** Undefined when it is gone. */
  read(
    id: string,
    inputs: Bag,
    cluster: Cluster,
    signal: AbortSignal,
  ): Promise<{ id: string; inputs: Bag; outputs: Bag } | undefined>;
  update(id: string, news: Bag, preview: boolean, cluster: Cluster, signal: AbortSignal): Promise<Bag>;
  delete(id: string, inputs: Bag, cluster: Cluster, signal: AbortSignal): Promise<void>;
}
