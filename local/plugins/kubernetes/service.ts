import { callbackify } from "node:util";
import type grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { ProviderError } from "../../../provider/runtime/error.ts";
import { connectEngineLog } from "../../../provider/runtime/server/engine-log.ts";
import { toStatus } from "../../../provider/runtime/server/status.ts";
import { decode } from "../../../provider/runtime/property-map/encoding.ts";
import { sameValue, type PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import { checkFailure, diffResponse, encode } from "../azuread/wire.ts";
import { Cluster, configurationSchema } from "./cluster.ts";
import { kubernetesObject } from "./object.ts";
import { release } from "./release.ts";
import type { KubernetesResource } from "./resource.ts";

/** The SDK that the stand-in answers to. */
const VERSION = "4.34.2";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const NOTICE =
  "kubernetes: this is the kit's stand-in for the kubernetes plugin, for tests on a control plane without the real one.";
const NO_SECRETS: ReadonlySet<string> = new Set();

/** The service `ResourceProvider` of Pulumi's plug-in protocol, on one cluster. */
export function providerService(engineAddress: string | undefined): grpc.UntypedServiceImplementation {
  const cancelled = new AbortController();
  let log = connectEngineLog(engineAddress);
  let cluster: Cluster | undefined;

  function theCluster(): Cluster {
    if (!cluster) throw new ProviderError("The provider kubernetes is not configured yet.");
    return cluster;
  }

  function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
      callbackify(async () => {
        try {
          return await answer(request);
        } finally {
          await log.flush();
        }
      })((error, response) => {
        if (error) callback(toStatus(error, () => NO_SECRETS));
        else callback(null, response);
      });
    };
  }

  return {
    handshake: unary((request: providerProto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") log = connectEngineLog(request.getEngineAddress());
      return new providerProto.ProviderHandshakeResponse();
    }),

    attach: unary((request: pluginProto.PluginAttach) => {
      log = connectEngineLog(request.getAddress());
      return new emptyProto.Empty();
    }),

    getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(VERSION)),

    checkConfig: unary((request: providerProto.CheckRequest) =>
      new providerProto.CheckResponse().setInputs(request.getNews()),
    ),

    diffConfig: unary((request: providerProto.DiffRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      const news = decode(request.getNews()).properties;
      const changed = Object.keys({ ...olds, ...news }).filter((key) => !sameValue(olds[key], news[key]));
      return diffResponse(changed.map((path) => ({ path, kind: "update", replaces: false })));
    }),

    configure: unary((request: providerProto.ConfigureRequest) => {
      const { version: _version, ...given } = decode(request.getArgs()).properties;
      cluster = new Cluster(configurationSchema.parse(given), process.env);
      log.at("").info(NOTICE);
      return new providerProto.ConfigureResponse().setSupportspreview(true);
    }),

    check: unary((request: providerProto.CheckRequest) => {
      const problems = resourceOf(request.getType()).check(decode(request.getNews()).properties);
      return new providerProto.CheckResponse()
        .setInputs(request.getNews())
        .setFailuresList(problems.map(checkFailure));
    }),

    diff: unary((request: providerProto.DiffRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      const news = withIgnored(decode(request.getNews()).properties, olds, request.getIgnorechangesList());
      const changes = resourceOf(request.getType()).diff(theCluster(), olds, news);
      const response = diffResponse(
        changes.map(({ property, kind, replaces }) => ({ path: property, kind, replaces })),
      );
      // Names are given, so the new object could not live beside the old one.
      return response.setDeletebeforereplace(true);
    }),

    create: unary(async (request: providerProto.CreateRequest) => {
      const inputs = decode(request.getProperties()).properties;
      const resource = resourceOf(request.getType());
      const { id, outputs } = await resource.create(
        inputs,
        request.getPreview(),
        theCluster(),
        cancelled.signal,
      );
      return new providerProto.CreateResponse().setId(id).setProperties(encoded(request.getType(), outputs));
    }),

    read: unary(async (request: providerProto.ReadRequest) => {
      const type = request.getType();
      const inputs = decode(request.getInputs()).properties;
      const live = await resourceOf(type).read(request.getId(), inputs, theCluster(), cancelled.signal);
      // An empty id says that it is gone.
      if (live === undefined) return new providerProto.ReadResponse();
      return new providerProto.ReadResponse()
        .setId(live.id)
        .setInputs(encoded(type, live.inputs))
        .setProperties(encoded(type, live.outputs));
    }),

    update: unary(async (request: providerProto.UpdateRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      const news = withIgnored(decode(request.getNews()).properties, olds, request.getIgnorechangesList());
      const resource = resourceOf(request.getType());
      const outputs = await resource.update(
        request.getId(),
        news,
        request.getPreview(),
        theCluster(),
        cancelled.signal,
      );
      return new providerProto.UpdateResponse().setProperties(encoded(request.getType(), outputs));
    }),

    delete: unary(async (request: providerProto.DeleteRequest) => {
      const inputs = decode(request.getOldInputs()).properties;
      await resourceOf(request.getType()).delete(request.getId(), inputs, theCluster(), cancelled.signal);
      return new emptyProto.Empty();
    }),

    cancel: unary(() => {
      cancelled.abort();
      return new emptyProto.Empty();
    }),
  };
}

/** `kubernetes:apps/v1:Deployment` is the kind Deployment of apps/v1; `core/v1` is plain `v1` in an object. */
function resourceOf(type: string): KubernetesResource {
  if (type === RELEASE) return release;
  const [, apiVersion = "", kind = ""] = /^kubernetes:([^:]+):(\w+)$/.exec(type) ?? [];
  return kubernetesObject(apiVersion.replace(/^core\//, ""), kind);
}

/** What the program says to ignore stays as it was. Only whole properties are known here. */
function withIgnored(news: PropertyMap, olds: PropertyMap, ignored: readonly string[]): PropertyMap {
  const kept = ignored.filter((property) => olds[property] !== undefined);
  return { ...news, ...Object.fromEntries(kept.map((property) => [property, olds[property] ?? null])) };
}

function encoded(type: string, outputs: PropertyMap) {
  const isSecret = type === "kubernetes:core/v1:Secret";
  return encode(outputs, (path) => isSecret && (path === "data" || path === "stringData"));
}
