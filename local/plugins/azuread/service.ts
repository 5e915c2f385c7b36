import { callbackify } from "node:util";
import grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { connectEngineLog } from "../../../provider/runtime/server/engine-log.ts";
import { decode } from "../../../provider/runtime/property-map/encoding.ts";
import { checkInputs } from "./check.ts";
import { type Change, differs, diffResource } from "./diff.ts";
import { StandInError } from "./error.ts";
import { inputsOf, plannedCreation, plannedUpdate, withIgnored } from "./plan.ts";
import type { Provider } from "./provider.ts";
import { checkFailure, diffResponse, encode } from "./wire.ts";

/** The version of the real plugin whose requests were recorded; the SDK asks for the same. */
const version = "6.9.1";

const notice =
  "azuread: this is the kit's stand-in for the azuread plugin, for local runs and tests against the emulated Entra. " +
  "A real tenant needs the real plugin.";

const nothingSecret = () => false;

/** What the engine calls; the rest answers UNIMPLEMENTED, which the engine expects of a provider. */
type Served = Pick<
  IResourceProviderServer,
  | "handshake"
  | "attach"
  | "getPluginInfo"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "cancel"
>;

/** The service `ResourceProvider` of Pulumi's plug-in protocol. */
export function providerService(
  provider: Provider,
  engineAddress: string | undefined,
): Served & grpc.UntypedServiceImplementation {
  let log = connectEngineLog(engineAddress);

  function connect(address: string): void {
    log.close();
    log = connectEngineLog(address);
  }

  /** Answers a call with what `answer` returns, or with its error as a status; after the messages said meanwhile. */
  function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
      const work = async () => {
        try {
          return await answer(request);
        } finally {
          await log.flush();
        }
      };
      callbackify(work)((error, response) => {
        if (error) callback(statusOf(error));
        else callback(null, response);
      });
    };
  }

  return {
    handshake: unary((request: providerProto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") connect(request.getEngineAddress());
      return new providerProto.ProviderHandshakeResponse();
    }),

    attach: unary((request: pluginProto.PluginAttach) => {
      connect(request.getAddress());
      return new emptyProto.Empty();
    }),

    getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(version)),

    checkConfig: unary((request: providerProto.CheckRequest) =>
      new providerProto.CheckResponse().setInputs(request.getNews()),
    ),

    diffConfig: unary((request: providerProto.DiffRequest) => {
      const olds = decode(request.getOldInputs()).properties;
      const news = decode(request.getNews()).properties;
      const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changed = names.filter((name) => differs(olds[name], news[name]));
      return diffResponse(changed.map((path): Change => ({ path, kind: "update", replaces: false })));
    }),

    configure: unary(async (request: providerProto.ConfigureRequest) => {
      await provider.configure(decode(request.getArgs()).properties);
      log.at("").info(notice);
      return new providerProto.ConfigureResponse().setSupportspreview(true);
    }),

    check: unary((request: providerProto.CheckRequest) => {
      const resource = provider.resource(request.getType());
      const { inputs, problems } = checkInputs(resource.inputs, decode(request.getNews()).properties);
      return new providerProto.CheckResponse()
        .setInputs(encode(inputs, resource.isSecret))
        .setFailuresList(problems.map(checkFailure));
    }),

    diff: unary((request: providerProto.DiffRequest) =>
      diffResponse(
        diffResource(
          provider.resource(request.getType()),
          decode(request.getOlds()).properties,
          decode(request.getNews()).properties,
          request.getIgnorechangesList(),
        ),
      ),
    ),

    create: unary(async (request: providerProto.CreateRequest) => {
      const resource = provider.resource(request.getType());
      const inputs = decode(request.getProperties()).properties;
      const { id, state } = request.getPreview()
        ? { id: "", state: plannedCreation(resource, inputs) }
        : await provider.create(resource, inputs);
      return new providerProto.CreateResponse().setId(id).setProperties(encode(state, resource.isSecret));
    }),

    read: unary(async (request: providerProto.ReadRequest) => {
      const resource = provider.resource(request.getType());
      const known = decode(request.getProperties()).properties;
      const state = await resource.read(request.getId(), known, provider.graph);
      // An empty id says that the resource is gone.
      if (state === undefined) return new providerProto.ReadResponse();
      const inputs = inputsOf(resource, state, decode(request.getInputs()).properties);
      return new providerProto.ReadResponse()
        .setId(request.getId())
        .setProperties(encode(state, resource.isSecret))
        .setInputs(encode(inputs, resource.isSecret));
    }),

    update: unary(async (request: providerProto.UpdateRequest) => {
      const resource = provider.resource(request.getType());
      const olds = decode(request.getOlds()).properties;
      const inputs = withIgnored(decode(request.getNews()).properties, olds, request.getIgnorechangesList());
      const state = request.getPreview()
        ? plannedUpdate(resource, olds, inputs)
        : await provider.update(resource, request.getId(), olds, inputs);
      return new providerProto.UpdateResponse().setProperties(encode(state, resource.isSecret));
    }),

    delete: unary(async (request: providerProto.DeleteRequest) => {
      const known = decode(request.getProperties()).properties;
      await provider.resource(request.getType()).delete(request.getId(), known, provider.graph);
      return new emptyProto.Empty();
    }),

    invoke: unary(async (request: providerProto.InvokeRequest) => {
      const lookUp = provider.lookUp(request.getTok());
      const { inputs, problems } = checkInputs(lookUp.args, decode(request.getArgs()).properties);
      const response = new providerProto.InvokeResponse().setFailuresList(problems.map(checkFailure));
      if (problems.length > 0) return response;
      return response.setReturn(encode(await provider.invoke(lookUp, inputs), nothingSecret));
    }),

    cancel: unary(() => {
      provider.cancel();
      return new emptyProto.Empty();
    }),
  };
}

/** What a person can act on is shown as it is; of a defect the stack goes to the engine's debug log. */
function statusOf(error: unknown): Partial<grpc.StatusObject> {
  if (error instanceof StandInError) return { code: grpc.status.UNKNOWN, details: error.message };
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return { code: grpc.status.INTERNAL, details: `${message}\nThis is a defect in the stand-in for azuread.` };
}
