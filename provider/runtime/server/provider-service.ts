import type grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { BoundFunction, BoundResource, Kept } from "../binding/bind.ts";
import { compareProperties } from "../binding/compare-properties.ts";
import { configurationSchema } from "../../configuration/configuration.ts";
import type { Context } from "../../context.ts";
import { ProviderError } from "../error.ts";
import { problemsOf } from "../binding/problems.ts";
import type { Change, Problem } from "../binding/definition.ts";
import type { Clients } from "../../clients.ts";
import { type PropertyMap, UNKNOWN } from "../property-map/property-map.ts";
import type { EngineLog } from "./engine-log.ts";
import { toStatus } from "./status.ts";
import { type Decoded, decode, encode } from "../property-map/encoding.ts";

const TOKEN_PREFIX = "entra-provisioning:index:";
const NOTHING_SECRET: ReadonlySet<string> = new Set();

export interface ServiceOptions {
  readonly version: string;
  /** JSON of the package schema. */
  readonly schema: () => string;
  readonly resources: readonly BoundResource[];
  readonly functions: readonly BoundFunction[];
  readonly clients: Clients;
  readonly connectLog: (engineAddress: string) => EngineLog;
  readonly log: EngineLog;
}

/** The service `ResourceProvider` of Pulumi's plug-in protocol: the wire on one side, resources on the other. */
export function providerService(options: ServiceOptions): grpc.UntypedServiceImplementation {
  const { clients } = options;
  const resources = new Map(options.resources.map((each) => [TOKEN_PREFIX + each.definition.type, each]));
  const functions = new Map(options.functions.map((each) => [TOKEN_PREFIX + each.definition.name, each]));
  let log = options.log;

  function resourceOf(type: string): BoundResource {
    const resource = resources.get(type);
    if (resource === undefined) throw new ProviderError(`entra-provisioning has no resource ${type}.`);
    return resource;
  }

  function contextAt(urn: string, timeout: number, preview: boolean): Context {
    return {
      graph: clients.graph,
      http: clients.http,
      signal: clients.signal,
      log: log.at(urn),
      preview,
      timeout: timeout > 0 ? timeout * 1000 : undefined,
    };
  }

  /** Answers a call with what `answer` returns, or with its error as a status. */
  function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
    secretsOf: (request: Request) => ReadonlySet<string> = () => NOTHING_SECRET,
  ): grpc.handleUnaryCall<Request, Response> {
    async function run(request: Request, callback: grpc.sendUnaryData<Response>): Promise<void> {
      try {
        const response = await answer(request);
        await log.flush();
        callback(null, response);
      } catch (error) {
        await log.flush();
        callback(toStatus(error, () => secretsOf(request)));
      }
    }
    return (call, callback) => void run(call.request, callback);
  }

  const service: Partial<IResourceProviderServer> = {
    handshake: unary((request: providerProto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") log = options.connectLog(request.getEngineAddress());
      const response = new providerProto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),

    attach: unary((request: pluginProto.PluginAttach) => {
      log = options.connectLog(request.getAddress());
      return new emptyProto.Empty();
    }),

    getPluginInfo: unary(() => {
      const info = new pluginProto.PluginInfo();
      info.setVersion(options.version);
      return info;
    }),

    getSchema: unary((request: providerProto.GetSchemaRequest) => {
      if (request.getVersion() !== 0) {
        throw new ProviderError(`Version ${request.getVersion()} of the schema format is not known.`);
      }
      const response = new providerProto.GetSchemaResponse();
      response.setSchema(options.schema());
      return response;
    }),

    checkConfig: unary((request: providerProto.CheckRequest) => {
      const { properties, secrets } = decode(request.getNews());
      return checkResponse(properties, problemsOf(configurationSchema, configurationOf(properties)), secrets);
    }),

    diffConfig: unary((request: providerProto.DiffRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      const news = decode(request.getNews()).properties;
      const isOtherTenant = ![undefined, UNKNOWN, olds["tenantId"]].includes(news["tenantId"]);
      // Another tenant has other resources altogether.
      return diffResponse(compareProperties(olds, news, isOtherTenant ? ["tenantId"] : []));
    }),

    configure: unary((request: providerProto.ConfigureRequest) => {
      clients.configure(configurationSchema.parse(configurationOf(decode(request.getArgs()).properties)));
      const response = new providerProto.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),

    check: unary((request: providerProto.CheckRequest) => {
      const resource = resourceOf(request.getType());
      const news = decode(request.getNews());
      return checkResponse(news.properties, resource.check(news.properties), secretsOf(resource, news));
    }),

    diff: unary((request: providerProto.DiffRequest) => {
      const changes = resourceOf(request.getType()).diff(
        oldOf(request),
        decode(request.getNews()).properties,
      );
      return diffResponse(changes);
    }),

    create: unary(
      async (request: providerProto.CreateRequest) => {
        const resource = resourceOf(request.getType());
        const inputs = decode(request.getProperties());
        const context = contextAt(request.getUrn(), request.getTimeout(), request.getPreview());
        const { id, outputs } = await resource.create(inputs.properties, context);
        const response = new providerProto.CreateResponse();
        response.setId(id);
        response.setProperties(encode(outputs, secretsOf(resource, inputs)));
        return response;
      },
      (request) => secretsOf(resourceOf(request.getType()), decode(request.getProperties())),
    ),

    read: unary(async (request: providerProto.ReadRequest) => {
      const resource = resourceOf(request.getType());
      const inputs = decode(request.getInputs());
      const outputs = decode(request.getProperties()).properties;
      const context = contextAt(request.getUrn(), request.getTimeout(), false);
      const live = await resource.read({ id: request.getId(), inputs: inputs.properties, outputs }, context);
      const response = new providerProto.ReadResponse();
      // An empty id says that the resource is gone.
      if (live === undefined) return response;
      const secrets = secretsOf(resource, inputs);
      response.setId(live.id);
      response.setInputs(encode(live.inputs, secrets));
      response.setProperties(encode(live.outputs, secrets));
      return response;
    }),

    update: unary(
      async (request: providerProto.UpdateRequest) => {
        const resource = resourceOf(request.getType());
        const news = decode(request.getNews());
        const context = contextAt(request.getUrn(), request.getTimeout(), request.getPreview());
        const outputs = await resource.update(oldOf(request), news.properties, context);
        const response = new providerProto.UpdateResponse();
        response.setProperties(encode(outputs, secretsOf(resource, news)));
        return response;
      },
      (request) => secretsOf(resourceOf(request.getType()), decode(request.getNews())),
    ),

    delete: unary(async (request: providerProto.DeleteRequest) => {
      const old = {
        id: request.getId(),
        inputs: decode(request.getOldInputs()).properties,
        outputs: decode(request.getProperties()).properties,
      };
      const context = contextAt(request.getUrn(), request.getTimeout(), false);
      await resourceOf(request.getType()).delete(old, context);
      return new emptyProto.Empty();
    }),

    invoke: unary(async (request: providerProto.InvokeRequest) => {
      const called = functions.get(request.getTok());
      if (called === undefined) {
        throw new ProviderError(`entra-provisioning has no function ${request.getTok()}.`);
      }
      const { properties } = decode(request.getArgs());
      const response = new providerProto.InvokeResponse();
      const problems = called.check(properties);
      if (problems.length > 0) {
        response.setFailuresList(problems.map(checkFailure));
        return response;
      }
      const result = await called.call(properties, contextAt("", 0, request.getPreview()));
      response.setReturn(encode(result, NOTHING_SECRET));
      return response;
    }),

    cancel: unary(() => {
      clients.cancel();
      return new emptyProto.Empty();
    }),
  };
  // Methods that are left out are answered with UNIMPLEMENTED.
  return service as grpc.UntypedServiceImplementation;
}

function oldOf(request: providerProto.DiffRequest | providerProto.UpdateRequest): Kept {
  return {
    id: request.getId(),
    inputs: decode(request.getOldInputs()).properties,
    outputs: decode(request.getOlds()).properties,
  };
}

/** A provider's inputs without the engine's own; some languages send booleans as such, the others as text. */
function configurationOf({ version: _version, pluginDownloadURL: _url, ...own }: PropertyMap): PropertyMap {
  const entries = Object.entries(own).map(([key, value]) => [
    key,
    typeof value === "boolean" ? String(value) : value,
  ]);
  return Object.fromEntries(entries) as PropertyMap;
}

function secretsOf(resource: BoundResource, inputs: Decoded): ReadonlySet<string> {
  return new Set([...resource.definition.secrets, ...inputs.secrets]);
}

function checkResponse(
  news: PropertyMap,
  problems: readonly Problem[],
  secrets: ReadonlySet<string>,
): providerProto.CheckResponse {
  const response = new providerProto.CheckResponse();
  response.setInputs(encode(news, secrets));
  response.setFailuresList(problems.map(checkFailure));
  return response;
}

function checkFailure(problem: Problem): providerProto.CheckFailure {
  const failure = new providerProto.CheckFailure();
  failure.setProperty(problem.property);
  failure.setReason(problem.reason);
  return failure;
}

function diffResponse(changes: readonly Change[]): providerProto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const response = new providerProto.DiffResponse();
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set(changes.map(({ property }) => topLevel(property)))]);
  response.setReplacesList(
    changes.filter(({ replaces }) => replaces).map(({ property }) => topLevel(property)),
  );
  response.setHasdetaileddiff(true);
  const { Kind } = providerProto.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  for (const change of changes) {
    const detail = new providerProto.PropertyDiff();
    detail.setKind(kinds[change.kind][change.replaces ? 1 : 0]);
    detail.setInputdiff(change.inState !== true);
    response.getDetaileddiffMap().set(change.property, detail);
  }
  return response;
}

function topLevel(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}
