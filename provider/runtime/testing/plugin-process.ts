import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type structProto from "google-protobuf/google/protobuf/struct_pb.js";
import type { Checked } from "../plugin.ts";
import { decode, encode, NOTHING_SECRET, secretPaths } from "../property-map/encoding.ts";
import { formatPath, type PropertyMap } from "../property-map/property-map.ts";
import { stop, untilOutput } from "./child-process.ts";
import { type EngineMessage, FakeEngine } from "./engine.ts";

/** A resource as the engine would keep it in its state. */
export interface Deployed {
  readonly type: string;
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** Paths of the outputs that the plug-in marks as secret. */
  readonly secrets: readonly string[];
}

export interface PluginOptions {
  readonly executable: URL;
  /** All that the plug-in sees of the environment, beside PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>;
  /** As `new Provider(…)` gives it. */
  readonly configuration?: PropertyMap | undefined;
  /** The token of a resource or function that a test names. */
  readonly tokenOf: (name: string) => string;
  /** Called before each call of the plug-in. */
  readonly onCall?: () => void;
}

/** A plug-in as a process, driven over gRPC as the engine drives it. Of calls that fail the engine's message is thrown. */
export class PluginProcess implements AsyncDisposable {
  readonly #options: PluginOptions;
  readonly #child: ChildProcess;
  readonly #client: providerGrpc.ResourceProviderClient;
  readonly #engine: FakeEngine;

  private constructor(options: PluginOptions, child: ChildProcess, port: string, engine: FakeEngine) {
    const credentials = grpc.credentials.createInsecure();
    this.#options = options;
    this.#child = child;
    this.#client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials);
    this.#engine = engine;
  }

  /** Starts the executable and configures the provider. */
  static async start(options: PluginOptions): Promise<PluginProcess> {
    const engine = await FakeEngine.start();
    const child = spawn(options.executable.pathname, [engine.address], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const port = (await untilOutput(child, /\d+\n/)).trim();
    const plugin = new PluginProcess(options, child, port, engine);
    const args = encode(options.configuration ?? {}, NOTHING_SECRET);
    const request = new providerProto.ConfigureRequest().setArgs(args);
    await plugin.#call((done) => plugin.#client.configure(request, done));
    return plugin;
  }

  /** What the engine was told so far, most recent last. */
  get messages(): readonly EngineMessage[] {
    return this.#engine.messages;
  }

  async schema(): Promise<unknown> {
    const response = await this.#call<providerProto.GetSchemaResponse>((done) =>
      this.#client.getSchema(new providerProto.GetSchemaRequest(), done),
    );
    return JSON.parse(response.getSchema());
  }

  async check(type: string, news: PropertyMap): Promise<Checked> {
    const request = this.#about(new providerProto.CheckRequest(), type).setNews(struct(news));
    const response = await this.#call<providerProto.CheckResponse>((done) =>
      this.#client.check(request, done),
    );
    return {
      inputs: decode(response.getInputs()).properties,
      problems: response.getFailuresList().map((each) => each.toObject()),
    };
  }

  /** @param name of the resource in the program, where a test has several */
  async create(
    type: string,
    inputs: PropertyMap,
    { preview = false, timeout = 0, name = "it" } = {},
  ): Promise<Deployed> {
    const request = this.#about(new providerProto.CreateRequest(), type, name)
      .setProperties(struct(inputs))
      .setPreview(preview)
      .setTimeout(timeout);
    const response = await this.#call<providerProto.CreateResponse>((done) =>
      this.#client.create(request, done),
    );
    return deployed(type, response.getId(), inputs, response.getProperties());
  }

  async update(old: Deployed, inputs: PropertyMap, preview = false): Promise<Deployed> {
    const request = this.#about(new providerProto.UpdateRequest(), old.type)
      .setId(old.id)
      .setOldInputs(struct(old.inputs))
      .setOlds(struct(old.outputs))
      .setNews(struct(inputs))
      .setPreview(preview);
    const response = await this.#call<providerProto.UpdateResponse>((done) =>
      this.#client.update(request, done),
    );
    return deployed(old.type, old.id, inputs, response.getProperties());
  }

  /** Changed properties with their kinds, `replace` added where the resource is replaced, as `mappings[0]: add`. */
  async diff(old: Deployed, news: PropertyMap): Promise<string[]> {
    const request = this.#about(new providerProto.DiffRequest(), old.type)
      .setId(old.id)
      .setOldInputs(struct(old.inputs))
      .setOlds(struct(old.outputs))
      .setNews(struct(news));
    const response = await this.#call<providerProto.DiffResponse>((done) => this.#client.diff(request, done));
    const kinds = ["add", "add replace", "delete", "delete replace", "update", "update replace"];
    const changes: string[] = [];
    response.getDetaileddiffMap().forEach((detail, property) => {
      changes.push(`${property}: ${kinds[detail.getKind()]}`);
    });
    return changes;
  }

  /** Undefined when it is gone. */
  async read(old: Deployed): Promise<Deployed | undefined> {
    const request = this.#about(new providerProto.ReadRequest(), old.type)
      .setId(old.id)
      .setInputs(struct(old.inputs))
      .setProperties(struct(old.outputs));
    const response = await this.#call<providerProto.ReadResponse>((done) => this.#client.read(request, done));
    if (response.getId() === "") return undefined;
    const inputs = decode(response.getInputs()).properties;
    return deployed(old.type, response.getId(), inputs, response.getProperties());
  }

  import(type: string, id: string): Promise<Deployed | undefined> {
    return this.read({ type, id, inputs: {}, outputs: {}, secrets: [] });
  }

  async delete(old: Deployed): Promise<void> {
    const request = this.#about(new providerProto.DeleteRequest(), old.type)
      .setId(old.id)
      .setOldInputs(struct(old.inputs))
      .setProperties(struct(old.outputs));
    await this.#call((done) => this.#client.delete(request, done));
  }

  async invoke(name: string, args: PropertyMap, preview = false): Promise<PropertyMap> {
    const request = new providerProto.InvokeRequest()
      .setTok(this.#options.tokenOf(name))
      .setArgs(struct(args))
      .setPreview(preview);
    const response = await this.#call<providerProto.InvokeResponse>((done) =>
      this.#client.invoke(request, done),
    );
    const [failure] = response.getFailuresList();
    if (failure !== undefined) throw new Error(`${failure.getProperty()} ${failure.getReason()}`);
    return decode(response.getReturn()).properties;
  }

  /** What the engine does on Ctrl-C. */
  async cancel(): Promise<void> {
    await this.#call((done) => this.#client.cancel(new emptyProto.Empty(), done));
  }

  /** What happens to the plug-in when the engine is killed; resolves with the plug-in's exit code. */
  async loseEngine(): Promise<number | null> {
    const exited = once(this.#child, "exit");
    this.#child.stdin?.end();
    const [code] = (await exited) as [number | null];
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await stop(this.#child);
    this.#engine.stop();
  }

  #about<Request extends { setType(type: string): unknown; setUrn(urn: string): unknown }>(
    request: Request,
    type: string,
    name = "it",
  ): Request {
    const token = this.#options.tokenOf(type);
    request.setType(token);
    request.setUrn(`urn:pulumi:test::test::${token}::${name}`);
    return request;
  }

  #call<Response>(
    send: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    this.#options.onCall?.();
    return new Promise((resolve, reject) => {
      send((error, response) => (error === null ? resolve(response) : reject(new Error(error.details))));
    });
  }
}

function struct(properties: PropertyMap): structProto.Struct {
  return encode(properties, NOTHING_SECRET);
}

function deployed(
  type: string,
  id: string,
  inputs: PropertyMap,
  properties: structProto.Struct | undefined,
): Deployed {
  const secrets = secretPaths(properties).map(formatPath);
  return { type, id, inputs, outputs: decode(properties).properties, secrets };
}
