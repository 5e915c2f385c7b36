import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";

export type Properties = Record<string, structProto.JavaScriptValue>;

/** What the engine sends for a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";

/** A resource as it stands in the stack's state. */
export interface Deployed {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Paths of the outputs that are encrypted in state. */
  readonly secrets: readonly string[];
}

/** The plug-in's process, called as the engine calls it. */
export class PluginProcess {
  readonly #child: ChildProcess;
  readonly #client: InstanceType<typeof providerGrpc.ResourceProviderClient>;
  readonly #onCall: () => void;

  private constructor(child: ChildProcess, port: string, onCall: () => void) {
    this.#child = child;
    this.#onCall = onCall;
    this.#client = new providerGrpc.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
  }

  /**
   * Starts the executable; it says its port in the first line of its output.
   *
   * @param onCall called before each call of the plug-in
   */
  static async start(
    environment: Readonly<Record<string, string>>,
    onCall: () => void = () => undefined,
  ): Promise<PluginProcess> {
    const executable = fileURLToPath(new URL("../pulumi-resource-azuread", import.meta.url));
    const env = { PATH: process.env["PATH"], ...environment };
    const child = spawn(executable, [], { env, stdio: ["pipe", "pipe", "inherit"] });
    for await (const port of createInterface({ input: child.stdout }))
      return new PluginProcess(child, port, onCall);
    throw new TypeError("the plug-in ended before it said its port");
  }

  async stop(): Promise<void> {
    this.#client.close();
    this.#child.kill();
    await once(this.#child, "exit");
  }

  async configure(args: Properties = {}): Promise<void> {
    const request = new providerProto.ConfigureRequest().setArgs(structProto.Struct.fromJavaScript(args));
    const response = await this.#call<providerProto.ConfigureResponse>((done) =>
      this.#client.configure(request, done),
    );
    if (!response.getSupportspreview()) throw new TypeError("previews must be supported");
  }

  async invoke(name: string, args: Properties): Promise<Properties> {
    const token = `azuread:index/${name}:${name}`;
    const request = new providerProto.InvokeRequest()
      .setTok(token)
      .setArgs(structProto.Struct.fromJavaScript(args));
    const response = await this.#call<providerProto.InvokeResponse>((done) =>
      this.#client.invoke(request, done),
    );
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    if (failures.length > 0) throw new TypeError(failures.join("; "));
    return properties(response.getReturn());
  }

  async check(
    type: string,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: Record<string, string> }> {
    const request = new providerProto.CheckRequest()
      .setType(type)
      .setNews(structProto.Struct.fromJavaScript(news));
    const response = await this.#call<providerProto.CheckResponse>((done) =>
      this.#client.check(request, done),
    );
    const failures = response
      .getFailuresList()
      .map((each) => [each.getProperty(), each.getReason()] as const);
    return { inputs: properties(response.getInputs()), failures: Object.fromEntries(failures) };
  }

  /** Checks and creates. */
  async create(type: string, news: Properties, preview = false): Promise<Deployed> {
    const { inputs } = await this.check(type, news);
    const request = new providerProto.CreateRequest()
      .setType(type)
      .setProperties(structProto.Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const response = await this.#call<providerProto.CreateResponse>((done) =>
      this.#client.create(request, done),
    );
    return { type, id: response.getId(), inputs, ...state(response.getProperties()) };
  }

  /** What would change, by path, with an `!` for what makes the resource anew. */
  async diff(old: Deployed, news: Properties, ignoreChanges: string[] = []): Promise<string[]> {
    const { inputs } = await this.check(old.type, news);
    const request = new providerProto.DiffRequest()
      .setType(old.type)
      .setId(old.id)
      .setOlds(structProto.Struct.fromJavaScript(old.outputs))
      .setOldInputs(structProto.Struct.fromJavaScript(old.inputs))
      .setNews(structProto.Struct.fromJavaScript(inputs))
      .setIgnorechangesList(ignoreChanges);
    const response = await this.#call<providerProto.DiffResponse>((done) => this.#client.diff(request, done));
    const { Kind } = providerProto.PropertyDiff;
    const replacing = new Set<number>([Kind.ADD_REPLACE, Kind.DELETE_REPLACE, Kind.UPDATE_REPLACE]);
    const paths: string[] = [];
    response.getDetaileddiffMap().forEach((detail, path) => {
      paths.push(replacing.has(detail.getKind()) ? `${path}!` : path);
    });
    return paths.toSorted();
  }

  async update(old: Deployed, news: Properties, preview = false): Promise<Deployed> {
    const { inputs } = await this.check(old.type, news);
    const request = new providerProto.UpdateRequest()
      .setType(old.type)
      .setId(old.id)
      .setOlds(structProto.Struct.fromJavaScript(old.outputs))
      .setOldInputs(structProto.Struct.fromJavaScript(old.inputs))
      .setNews(structProto.Struct.fromJavaScript(inputs))
      .setPreview(preview);
    const response = await this.#call<providerProto.UpdateResponse>((done) =>
      this.#client.update(request, done),
    );
    return { ...old, inputs, ...state(response.getProperties()) };
  }

  /** Without inputs and outputs, an import. Undefined when the resource is gone. */
  async read(old: Pick<Deployed, "type" | "id"> & Partial<Deployed>): Promise<Deployed | undefined> {
    const request = new providerProto.ReadRequest()
      .setType(old.type)
      .setId(old.id)
      .setInputs(structProto.Struct.fromJavaScript(old.inputs ?? {}))
      .setProperties(structProto.Struct.fromJavaScript(old.outputs ?? {}));
    const response = await this.#call<providerProto.ReadResponse>((done) => this.#client.read(request, done));
    if (response.getId() === "") return undefined;
    const inputs = properties(response.getInputs());
    return { type: old.type, id: response.getId(), inputs, ...state(response.getProperties()) };
  }

  async delete(old: Deployed): Promise<void> {
    const request = new providerProto.DeleteRequest()
      .setType(old.type)
      .setId(old.id)
      .setProperties(structProto.Struct.fromJavaScript(old.outputs));
    await this.#call((done) => this.#client.delete(request, done));
  }

  #call<T>(start: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown): Promise<T> {
    this.#onCall();
    return new Promise((resolve, reject) => {
      start((error, response) => {
        if (error === null) resolve(response);
        else reject(new Error(error.details, { cause: error }));
      });
    });
  }
}

function properties(struct: structProto.Struct | undefined): Properties {
  return state(struct).outputs;
}

/** The engine takes the marks of secrets off before it hands values to a plug-in that does not ask for them. */
function state(struct: structProto.Struct | undefined): Pick<Deployed, "outputs" | "secrets"> {
  const secrets: string[] = [];
  function reveal(value: structProto.JavaScriptValue, path: string): structProto.JavaScriptValue {
    if (Array.isArray(value)) return value.map((each, at) => reveal(each, `${path}[${at}]`));
    if (typeof value !== "object" || value === null) return value;
    if (Object.hasOwn(value, signature)) {
      secrets.push(path);
      return reveal(new Map(Object.entries(value)).get("value") ?? null, path);
    }
    return revealAll(value, `${path}.`);
  }
  function revealAll(values: object, prefix: string): Properties {
    const entries = Object.entries(values) as [string, structProto.JavaScriptValue][];
    return Object.fromEntries(entries.map(([key, value]) => [key, reveal(value, prefix + key)]));
  }
  return { outputs: revealAll(struct?.toJavaScript() ?? {}, ""), secrets };
}
