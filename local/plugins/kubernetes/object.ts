import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  ApiException,
  KubernetesObjectApi,
  PatchStrategy,
  type KubernetesObject,
} from "@kubernetes/client-node";
import { z } from "zod";
import { compareProperties } from "../../../provider/runtime/binding/compare-properties.ts";
import { ProviderError } from "../../../provider/runtime/error.ts";
import type { PluginResource } from "../../../provider/runtime/plugin.ts";
import { sameValue, UNKNOWN, type PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import type { ClusterContext } from "./cluster.ts";

const FIELD_MANAGER = "pulumi-kubernetes";
const WAIT_MS = 300_000;

const inputsSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** Any object. What an output has beyond the inputs is what the API server filled in. */
export function kubernetesObject(apiVersion: string, kind: string): PluginResource<ClusterContext> {
  const isSecretKind = apiVersion === "v1" && kind === "Secret";
  return {
    // Names are given, so the new object could not live beside the old one.
    deleteBeforeReplace: true,
    isSecret: ([property, ...below]) =>
      isSecretKind && below.length === 0 && (property === "data" || property === "stringData"),

    check: (news) => ({
      inputs: news,
      problems: inputsSchema.safeParse({ apiVersion, kind, ...news }).success
        ? []
        : [{ property: "metadata.name", reason: "is required: the stand-in does not make names up" }],
    }),

    diff({ inputs }, news, _ignoreChanges, { cluster }) {
      const replaceOn = cluster.isMutable(kind) ? [] : ["data", "stringData", "binaryData"];
      const identity = sameValue(identityOf(inputs), identityOf(news)) ? [] : ["metadata"];
      return compareProperties(inputs, news, [...replaceOn, ...identity]);
    },

    async create(inputs, { preview, cluster, signal }) {
      if (preview) return { id: "", outputs: { ...inputs, status: UNKNOWN } };
      const api = KubernetesObjectApi.makeApiClient(cluster.config);
      const made = await named(kind, async () =>
        api.create(asObject(inputs), undefined, undefined, FIELD_MANAGER),
      );
      const ready = await untilReady(api, made, signal);
      return { id: idOf(ready), outputs: asPropertyMap(ready) };
    },

    async read({ id, inputs }, { cluster }) {
      const [name = "", namespace] = id.split("/").toReversed();
      const header = { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
      const api = KubernetesObjectApi.makeApiClient(cluster.config);
      const live = await api.read(header).catch(undefinedWhenGone);
      if (live === undefined) return undefined;
      const outputs = asPropertyMap(live);
      if (Object.keys(inputs).length > 0) return { id, inputs, outputs };
      return { id, inputs: outputs, outputs: { ...outputs, __fieldManager: newFieldManager() } };
    },

    async update(_old, news, _ignoreChanges, { preview, cluster, signal }) {
      if (preview) return { ...news, status: UNKNOWN };
      const api = KubernetesObjectApi.makeApiClient(cluster.config);
      const applied = await named(kind, async () =>
        api.patch(asObject(news), undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply),
      );
      return asPropertyMap(await untilReady(api, applied, signal));
    },

    async delete({ inputs }, { cluster, signal }) {
      const api = KubernetesObjectApi.makeApiClient(cluster.config);
      const object = asObject(inputs);
      await api.delete(object).catch(undefinedWhenGone);
      await until(`the ${kind} ${object.metadata?.name} to be gone`, signal, async () =>
        (await readAgain(api, object).catch(undefinedWhenGone)) === undefined ? object : undefined,
      );
    },
  };
}

/**
 * Of an object that a program looks up by `get`. As with the real plug-in it is another one each time, so that a look-up
 * shows a read in every run.
 */
function newFieldManager(): string {
  return `${FIELD_MANAGER}-${randomBytes(4).toString("hex")}`;
}

/** The real plug-in waits for more kinds; these are the ones that a stack of ours makes directly. */
async function untilReady(
  api: KubernetesObjectApi,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const condition = /^condition=(\w+)$/.exec(object.metadata?.annotations?.["pulumi.com/waitFor"] ?? "")?.[1];
  if (object.kind !== "Namespace" && condition === undefined) return object;
  const what = `the ${object.kind} ${object.metadata?.name} to be ${condition ?? "Active"}`;
  return until(what, signal, async () => {
    const live = await readAgain(api, object);
    const { status } = statusSchema.parse(live);
    const holds =
      condition === undefined
        ? status?.phase === "Active"
        : status?.conditions?.some(({ type, status: value }) => type === condition && value === "True");
    return holds === true ? live : undefined;
  });
}

const statusSchema = z.object({
  status: z
    .object({
      phase: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
    })
    .optional(),
});

async function until<Result>(
  what: string,
  signal: AbortSignal,
  check: () => Promise<Result | undefined>,
): Promise<Result> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const result = await check();
    if (result !== undefined) return result;
    if (Date.now() > deadline)
      throw new ProviderError(`Timed out after ${WAIT_MS / 1_000} s waiting for ${what}.`);
    await delay(100, undefined, { signal });
  }
}

async function readAgain(api: KubernetesObjectApi, object: KubernetesObject): Promise<KubernetesObject> {
  const { name = "", namespace } = object.metadata ?? {};
  const { apiVersion = "", kind = "" } = object;
  return api.read({ apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } });
}

/** Says what the API server said, without the client's dump of headers. */
async function named<Result>(kind: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiException)) {
      throw new ProviderError(`${kind}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    const message = z.object({ message: z.string() }).safeParse(JSON.parse(String(error.body))).data?.message;
    throw new ProviderError(message ?? `The API server answered ${error.code} for the ${kind}.`, {
      cause: error,
    });
  }
}

function undefinedWhenGone(error: unknown): undefined {
  if (error instanceof ApiException && error.code === 404) return undefined;
  throw error;
}

function identityOf(inputs: PropertyMap): PropertyMap {
  const { apiVersion, kind, metadata } = inputsSchema.parse(inputs);
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? null };
}

function idOf(object: KubernetesObject): string {
  const { name = "", namespace } = object.metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function asObject(inputs: PropertyMap): KubernetesObject {
  return inputs;
}

/** Without what changes by itself at every write. */
function asPropertyMap(object: KubernetesObject): PropertyMap {
  const plain = JSON.parse(JSON.stringify(object)) as PropertyMap & { metadata?: PropertyMap };
  if (plain.metadata) delete plain.metadata["managedFields"];
  return plain;
}
