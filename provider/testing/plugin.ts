import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { decode, encode } from "../runtime/property-map/encoding.ts";
import type { PropertyMap } from "../runtime/property-map/property-map.ts";
import { stop, untilOutput } from "./child-process.ts";
import { type EngineMessage, FakeEngine } from "./engine.ts";

const executable = new URL("../pulumi-resource-entra-provisioning", import.meta.url).pathname;
const NOTHING: ReadonlySet<string> = new Set();

/** A resource as the engine would keep it in its state. */
export interface Deployed {
  readonly type: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** Names of the outputs that the provider marks as secret. */
  readonly secrets: readonly string[];
}

export interface CheckProblem {
  readonly property: string;
  readonly reason: string;
}

/** The plug-in as a process, driven over gRPC as the engine drives it. */
export class Plugin implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #client: providerGrpc.ResourceProviderClient;
  readonly #engine: FakeEngine;

  private constructor(child: ChildProcess, client: providerGrpc.ResourceProviderClient, engine: FakeEngine) {
    this.#child = child;
    this.#client = client;
    this.#engine = engine;
  }

  /**
   * @param environment all that the plug-in sees of the environment, beside PATH and HOME.
   * @param configuration as `new Provider(…)` gives it.
   */
  static async start(
    environment: Readonly<Record<string, string>>,
    configuration: PropertyMap = {},
  ): Promise<Plugin> {
    const engine = await FakeEngine.start();
    const child = spawn(executable, [engine.address], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const port = (await untilOutput(child, /\d+\n/)).trim();
    const client = new providerGrpc.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
    const plugin = new Plugin(child, client, engine);
    const request = new providerProto.ConfigureRequest();
    request.setArgs(encode(configuration, NOTHING));
    await call((callback) => client.configure(request, callback));
    return plugin;
  }

  /** What the engine was told so far, most recent last. */
  get messages(): readonly EngineMessage[] {
    return this.#engine.messages;
  }

  async check(type: string, news: PropertyMap): Promise<CheckProblem[]> {
    const request = new providerProto.CheckRequest();
    request.setType(token(type)).setUrn(urn(type)).setNews(encode(news, NOTHING));
    const response = await call<providerProto.CheckResponse>((callback) =>
      this.#client.check(request, callback),
    );
    return response.getFailuresList().map((each) => each.toObject());
  }

  async create(type: string, inputs: PropertyMap, { preview = false, timeout = 0 } = {}): Promise<Deployed> {
    const request = new providerProto.CreateRequest();
    request.setType(token(type)).setUrn(urn(type)).setProperties(encode(inputs, NOTHING));
    request.setPreview(preview).setTimeout(timeout);
    const response = await call<providerProto.CreateResponse>((callback) =>
      this.#client.create(request, callback),
    );
    return deployed(type, response.getId(), inputs, response.getProperties());
  }

  async update(old: Deployed, inputs: PropertyMap, preview = false): Promise<Deployed> {
    const request = new providerProto.UpdateRequest();
    request.setId(old.id).setType(token(old.type)).setUrn(urn(old.type)).setPreview(preview);
    request.setOldInputs(encode(old.inputs, NOTHING)).setOlds(encode(old.outputs, NOTHING));
    request.setNews(encode(inputs, NOTHING));
    const response = await call<providerProto.UpdateResponse>((callback) =>
      this.#client.update(request, callback),
    );
    return deployed(old.type, old.id, inputs, response.getProperties());
  }

  /** Changed properties with their kinds, `replace` added where the resource is made anew, as `mappings[0]: add`. */
  async diff(old: Deployed, news: PropertyMap): Promise<string[]> {
    const request = new providerProto.DiffRequest();
    request.setId(old.id).setType(token(old.type)).setUrn(urn(old.type));
    request.setOldInputs(encode(old.inputs, NOTHING)).setOlds(encode(old.outputs, NOTHING));
    request.setNews(encode(news, NOTHING));
    const response = await call<providerProto.DiffResponse>((callback) =>
      this.#client.diff(request, callback),
    );
    const kinds = ["add", "add replace", "delete", "delete replace", "update", "update replace"];
    const changes: string[] = [];
    response.getDetaileddiffMap().forEach((detail, property) => {
      changes.push(`${property}: ${kinds[detail.getKind()]}`);
    });
    return changes;
  }

  /** Undefined when it is gone. */
  async read(old: Deployed): Promise<Deployed | undefined> {
    const request = new providerProto.ReadRequest();
    request.setId(old.id).setType(token(old.type)).setUrn(urn(old.type));
    request.setInputs(encode(old.inputs, NOTHING)).setProperties(encode(old.outputs, NOTHING));
    const response = await call<providerProto.ReadResponse>((callback) =>
      this.#client.read(request, callback),
    );
    if (response.getId() === "") return undefined;
    const inputs = decode(response.getInputs()).properties;
    return deployed(old.type, response.getId(), inputs, response.getProperties());
  }

  import(type: string, id: string): Promise<Deployed | undefined> {
    return this.read({ type, id, inputs: {}, outputs: {}, secrets: [] });
  }

  async delete(old: Deployed): Promise<void> {
    const request = new providerProto.DeleteRequest();
    request.setId(old.id).setType(token(old.type)).setUrn(urn(old.type));
    request.setOldInputs(encode(old.inputs, NOTHING)).setProperties(encode(old.outputs, NOTHING));
    await call((callback) => this.#client.delete(request, callback));
  }

  /** What the engine does on Ctrl-C. */
  async cancel(): Promise<void> {
    await call((callback) => this.#client.cancel(new emptyProto.Empty(), callback));
  }

  /** What happens to the plug-in when the engine is killed; resolves with the plug-in's exit code. */
  async loseEngine(): Promise<number | null> {
    const exited = once(this.#child, "exit");
    this.#child.stdin?.end();
    const [code] = (await exited) as [number | null];
    return code;
  }

  async invoke(name: string, args: PropertyMap, preview = false): Promise<PropertyMap> {
    const request = new providerProto.InvokeRequest();
    request.setTok(token(name)).setArgs(encode(args, NOTHING)).setPreview(preview);
    const response = await call<providerProto.InvokeResponse>((callback) =>
      this.#client.invoke(request, callback),
    );
    const [failure] = response.getFailuresList();
    if (failure !== undefined) throw new Error(`${failure.getProperty()} ${failure.getReason()}`);
    return decode(response.getReturn()).properties;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await stop(this.#child);
    this.#engine.stop();
  }
}

function token(name: string): string {
  return `entra-provisioning:index:${name}`;
}

function urn(type: string): string {
  return `urn:pulumi:test::test::${token(type)}::it`;
}

function deployed(
  type: string,
  id: string,
  inputs: PropertyMap,
  struct: Parameters<typeof decode>[0],
): Deployed {
  const { properties, secrets } = decode(struct);
  return { type, id, inputs, outputs: properties, secrets: [...secrets] };
}

/** @throws Error with the message that the engine would show. */
function call<Response>(
  send: (callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => (error === null ? resolve(response) : reject(new Error(error.details))));
  });
}
