import type { TestProject } from "vitest/node";
import { cacheFolder } from "../../local/cache.ts";
import { controlPlaneBinaries } from "./binaries.ts";
import { kubernetesTools } from "./tools.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of `etcd`, `kube-apiserver` and `kube-controller-manager`. */
    readonly controlPlaneBinaries: string;
    /** Path of the `helm` executable. */
    readonly helm: string;
    /** Path of the `kubectl` executable. */
    readonly kubectl: string;
  }
}

/** Builds the control plane and fetches helm and kubectl, once for all cluster tests; the cache folder keeps them. */
export default async function setup(project: TestProject): Promise<void> {
  const { helm, kubectl } = await kubernetesTools(cacheFolder());
  project.provide("helm", helm);
  project.provide("kubectl", kubectl);
  project.provide("controlPlaneBinaries", await controlPlaneBinaries());
}
