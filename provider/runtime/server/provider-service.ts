import type grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { ProviderError } from "../error.ts";
import type { Call, Kept, Plugin, PluginFunction, PluginResource } from "../plugin.ts";
import { type Decoded, decode, encode, type IsSecret, NOTHING_SECRET } from "../property-map/encoding.ts";
import { connectEngineLog, type EngineLog } from "./engine-log.ts";
import { checkFailure, checkResponse, diffResponse } from "./responses.ts";
import { toStatus } from "./status.ts";
import { unary } from "./unary.ts";

/**
 * The service `ResourceProvider` of Pulumi's plug-in protocol: messages on one side, a plug-in on the other.
 *
 * @param engineLog where messages go until the engine says otherwise
 */
export function providerService<Context>(
  plugin: Plugin<Context>,
  engineLog: EngineLog,
): grpc.UntypedServiceImplementation {
  const cancelled = new AbortController();
  let log = engineLog;

  function connect(address: string): void {
    log.close();
    log = connectEngineLog(address);
  }

  /** @param isSecretIn tells the secrets among what a failed call leaves in the state */
  function method<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
    isSecretIn: (request: Request) => IsSecret = () => NOTHING_SECRET,
  ): grpc.handleUnaryCall<Request, Response> {
    const answerAfterMessages = async (request: Request) => {
      try {
        return await answer(request);
      } finally {
        await log.flush();
      }
    };
    return unary(answerAfterMessages, (error, request) =>
      toStatus(error, plugin.title, () => isSecretIn(request)),
    );
  }

  function resourceOf(token: string): PluginResource<Context> {
    const resource = plugin.resource(token);
    if (resource !== undefined) return resource;
    throw new ProviderError(`There is no resource ${token} in ${plugin.title}.`);
  }

  function functionOf(token: string): PluginFunction<Context> {
    const called = plugin.function(token);
    if (called !== undefined) return called;
    throw new ProviderError(`There is no function ${token} in ${plugin.title}.`);
  }

  function callAt(urn: string, timeout: number, preview: boolean): Call {
    return {
      urn,
      log: log.at(urn),
      preview,
      signal: cancelled.signal,
      timeout: timeout > 0 ? timeout * 1000 : undefined,
    };
  }

  function contextAt(urn: string, timeout: number, preview: boolean): Context {
    return plugin.contextOf(callAt(urn, timeout, preview));
  }

  const service: Partial<IResourceProviderServer> = {
    handshake: method((request: providerProto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") connect(request.getEngineAddress());
      return new providerProto.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),

    attach: method((request: pluginProto.PluginAttach) => {
      connect(request.getAddress());
      return new emptyProto.Empty();
    }),

    getPluginInfo: method(() => new pluginProto.PluginInfo().setVersion(plugin.version)),

    getSchema: method((request: providerProto.GetSchemaRequest) => {
      if (plugin.schema === undefined)
        throw new ProviderError(`There is no package schema in ${plugin.title}.`);
      if (request.getVersion() !== 0) {
        throw new ProviderError(`Version ${request.getVersion()} of the schema format is not known.`);
      }
      return new providerProto.GetSchemaResponse().setSchema(JSON.stringify(plugin.schema()));
    }),

    checkConfig: method((request: providerProto.CheckRequest) => {
      const news = decode(request.getNews());
      const problems = plugin.checkConfig(news.properties);
      return checkResponse({ inputs: news.properties, problems }, secretAsIn(news));
    }),

    diffConfig: method((request: providerProto.DiffRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      return diffResponse(plugin.diffConfig(olds, decode(request.getNews()).properties));
    }),

    configure: method(async (request: providerProto.ConfigureRequest) => {
      await plugin.configure(decode(request.getArgs()).properties, callAt("", 0, false));
      return new providerProto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    check: method((request: providerProto.CheckRequest) => {
      const resource = resourceOf(request.getType());
      const news = decode(request.getNews());
      return checkResponse(resource.check(news.properties), secretIn(resource, news));
    }),

    diff: method((request: providerProto.DiffRequest) => {
      const resource = resourceOf(request.getType());
      const context = contextAt(request.getUrn(), 0, true);
      const news = decode(request.getNews()).properties;
      const changes = resource.diff(oldOf(request), news, request.getIgnorechangesList(), context);
      return diffResponse(changes).setDeletebeforereplace(resource.deleteBeforeReplace === true);
    }),

    create: method(
      async (request: providerProto.CreateRequest) => {
        const resource = resourceOf(request.getType());
        const inputs = decode(request.getProperties());
        const context = contextAt(request.getUrn(), request.getTimeout(), request.getPreview());
        const { id, outputs } = await resource.create(inputs.properties, context);
        return new providerProto.CreateResponse()
          .setId(id)
          .setProperties(encode(outputs, secretIn(resource, inputs)));
      },
      (request) => secretIn(resourceOf(request.getType()), decode(request.getProperties())),
    ),

    read: method(async (request: providerProto.ReadRequest) => {
      const resource = resourceOf(request.getType());
      const inputs = decode(request.getInputs());
      const outputs = decode(request.getProperties()).properties;
      const context = contextAt(request.getUrn(), request.getTimeout(), false);
      const kept = { id: request.getId(), inputs: inputs.properties, outputs };
      const live = await resource.read(kept, context);
      // An empty id says that the resource is gone.
      if (live === undefined) return new providerProto.ReadResponse();
      const isSecret = secretIn(resource, inputs);
      return new providerProto.ReadResponse()
        .setId(live.id)
        .setInputs(encode(live.inputs, isSecret))
        .setProperties(encode(live.outputs, isSecret));
    }),

    update: method(
      async (request: providerProto.UpdateRequest) => {
        const resource = resourceOf(request.getType());
        const news = decode(request.getNews());
        const context = contextAt(request.getUrn(), request.getTimeout(), request.getPreview());
        const ignored = request.getIgnorechangesList();
        const outputs = await resource.update(oldOf(request), news.properties, ignored, context);
        return new providerProto.UpdateResponse().setProperties(encode(outputs, secretIn(resource, news)));
      },
      (request) => secretIn(resourceOf(request.getType()), decode(request.getNews())),
    ),

    delete: method(async (request: providerProto.DeleteRequest) => {
      const old = {
        id: request.getId(),
        inputs: decode(request.getOldInputs()).properties,
        outputs: decode(request.getProperties()).properties,
      };
      const context = contextAt(request.getUrn(), request.getTimeout(), false);
      await resourceOf(request.getType()).delete(old, context);
      return new emptyProto.Empty();
    }),

    invoke: method(async (request: providerProto.InvokeRequest) => {
      const called = functionOf(request.getTok());
      const { inputs, problems } = called.check(decode(request.getArgs()).properties);
      const response = new providerProto.InvokeResponse().setFailuresList(problems.map(checkFailure));
      if (problems.length > 0) return response;
      const result = await called.call(inputs, contextAt("", 0, request.getPreview()));
      return response.setReturn(encode(result, NOTHING_SECRET));
    }),

    cancel: method(() => {
      cancelled.abort();
      return new emptyProto.Empty();
    }),
  };
  // Methods that are left out are answered with UNIMPLEMENTED, which the engine expects of a provider.
  return service as grpc.UntypedServiceImplementation;
}

function oldOf(request: providerProto.DiffRequest | providerProto.UpdateRequest): Kept {
  return {
    id: request.getId(),
    inputs: decode(request.getOldInputs()).properties,
    outputs: decode(request.getOlds()).properties,
  };
}

/** A property is secret when it, or anything in it, was secret among the inputs. */
function secretAsIn({ secrets }: Decoded): IsSecret {
  return ([property, ...below]) => below.length === 0 && secrets.has(String(property));
}

function secretIn<Context>(resource: PluginResource<Context>, inputs: Decoded): IsSecret {
  const asIn = secretAsIn(inputs);
  return (path) => resource.isSecret(path) || asIn(path);
}
