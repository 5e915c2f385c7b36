import path from "node:path";
import { loadAllYaml, type KubernetesObject } from "@kubernetes/client-node";
import { z } from "zod";
import { compareProperties } from "../../../provider/runtime/binding/compare-properties.ts";
import { PartialFailure, ProviderError } from "../../../provider/runtime/error.ts";
import { problemsOf } from "../../../provider/runtime/binding/problems.ts";
import {
  isPropertyMap,
  UNKNOWN,
  type PropertyMap,
} from "../../../provider/runtime/property-map/property-map.ts";
import type { PluginResource } from "../../../provider/runtime/plugin.ts";
import type { ClusterContext } from "./cluster.ts";
import { Helm } from "./helm.ts";

/** The arguments of `helm.v3.Release` that the stand-in knows. */
const inputsSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  /** Path of a chart. */
  chart: z.string(),
  values: z.record(z.string(), z.unknown()).optional(),
  /** Seconds. */
  timeout: z.number().optional(),
  atomic: z.boolean().optional(),
  cleanupOnFail: z.boolean().optional(),
  skipAwait: z.boolean().optional(),
  compat: z.string().optional(),
});

type Inputs = z.output<typeof inputsSchema>;

const DEFAULT_TIMEOUT = 300;
const REPLACE_ON = ["name", "namespace"];

/** `kubernetes:helm.sh/v3:Release`. */
export const release: PluginResource<ClusterContext> = {
  // Names are given, so the new release could not live beside the old one.
  deleteBeforeReplace: true,
  isSecret: () => false,

  check: (news) => ({ inputs: news, problems: problemsOf(inputsSchema, news) }),

  diff: ({ inputs }, news) => compareProperties(inputs, news, REPLACE_ON),

  async create(inputs, context) {
    if (context.preview) return { id: "", outputs: planned(inputs) };
    const parsed = inputsSchema.parse(inputs);
    const id = `${parsed.namespace}/${parsed.name}`;
    const helm = await helmFor(parsed, context);
    try {
      await helm.apply("install", path.resolve(parsed.chart), valuesOf(inputs), flagsOf(parsed));
    } catch (error) {
      // A release that was recorded but did not become ready is there, and the next run upgrades it.
      if (!(error instanceof ProviderError) || (await helm.status()) === undefined) throw error;
      throw new PartialFailure(error.message, id, await outputsOf(inputs, helm));
    }
    return { id, outputs: await outputsOf(inputs, helm) };
  },

  async read({ id, inputs }, context) {
    const [namespace = "", name = ""] = id.split("/");
    const helm = await helmFor({ name, namespace }, context);
    if ((await helm.status()) === undefined) return undefined;
    const known = { ...inputs, name, namespace };
    return { id, inputs: known, outputs: await outputsOf(known, helm) };
  },

  async update({ id }, news, _ignoreChanges, context) {
    if (context.preview) return planned(news);
    const parsed = inputsSchema.parse(news);
    const helm = await helmFor(parsed, context);
    try {
      await helm.apply("upgrade", path.resolve(parsed.chart), valuesOf(news), flagsOf(parsed));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw new PartialFailure(error.message, id, await outputsOf(news, helm));
    }
    return outputsOf(news, helm);
  },

  async delete({ inputs }, context) {
    const parsed = inputsSchema.parse(inputs);
    await (await helmFor(parsed, context)).uninstall(parsed.timeout ?? DEFAULT_TIMEOUT);
  },
};

function planned(inputs: PropertyMap): PropertyMap {
  return { ...inputs, status: UNKNOWN, resourceNames: UNKNOWN };
}

async function helmFor(
  { name, namespace }: Pick<Inputs, "name" | "namespace">,
  { cluster, signal }: ClusterContext,
): Promise<Helm> {
  return new Helm(name, namespace, await cluster.kubeconfigFile(), signal);
}

function flagsOf(inputs: Inputs): string[] {
  return [
    "--timeout",
    `${inputs.timeout ?? DEFAULT_TIMEOUT}s`,
    ...(inputs.skipAwait === true ? [] : ["--wait"]),
    ...(inputs.atomic === true ? ["--rollback-on-failure"] : []),
  ];
}

function valuesOf(inputs: PropertyMap): PropertyMap {
  return isPropertyMap(inputs["values"]) ? inputs["values"] : {};
}

async function outputsOf(inputs: PropertyMap, helm: Helm): Promise<PropertyMap> {
  const status = await helm.status();
  if (status === undefined) return inputs;
  const objects = loadAllYaml(status.manifest ?? "") as (KubernetesObject | null)[];
  const resourceNames: Record<string, string[]> = {};
  for (const object of objects) {
    if (object === null) continue;
    const names = (resourceNames[`${object.kind}/${object.apiVersion}`] ??= []);
    names.push(`${status.namespace}/${object.metadata?.name}`);
  }
  return {
    ...inputs,
    resourceNames,
    status: {
      name: status.name,
      namespace: status.namespace,
      revision: status.version,
      status: status.info.status,
      version: status.chart?.metadata.version ?? "",
      appVersion: status.chart?.metadata.appVersion ?? "",
    },
  };
}
