import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { JsonObject } from "../wire/target-attribute.ts";

/** A request as the stub received it; `body` is null where there was none. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the query string, as it came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject | null;
}

export interface StubReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a test wants answered instead of the usual; null or undefined leaves it to the stub. */
export type Script = (request: ReceivedRequest) => StubReply | null | undefined;

/** Fails POST of this user. */
export function failing(userName: string, status: number, body: unknown = { detail: "no luck" }): Script {
  return ({ method, body: sent }) =>
    method === "POST" && sent?.["userName"] === userName ? { status, body } : null;
}

const BASE = "/scim";
const PROBE = /^([\w:.[\]" -]+) eq "(.*)"$/;

/** A SCIM endpoint in this process, over HTTP: keeps what is posted, finds it by any attribute posted, records requests. */
export class ScimStub implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = [];
  /** Resources by path, such as `/Users/7d1e`. */
  readonly resources = new Map<string, JsonObject>();
  script: Script = () => null;
  /** Holds each reply back until it resolves. */
  delay: (request: ReceivedRequest) => Promise<void> = () => Promise.resolve();
  /** Off for load: then nothing is recorded. */
  recording = true;
  readonly #byKey = new Map<string, Set<string>>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  static async start(): Promise<ScimStub> {
    const stub = new ScimStub();
    stub.#server.listen(0, "127.0.0.1");
    await once(stub.#server, "listening");
    return stub;
  }

  /** The tenant URL. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${BASE}`;
  }

  /** Puts a resource there as if somebody else had made it. Gives its id. */
  add(type: "Users" | "Groups", resource: JsonObject): string {
    const id = randomUUID();
    const path = `/${type}/${id}`;
    this.resources.set(path, { ...resource, id });
    for (const [name, value] of Object.entries(resource)) {
      if (typeof value !== "string") continue;
      const key = `/${type} ${name} ${value.toLowerCase()}`;
      this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(path));
    }
    return id;
  }

  /** The requests of these methods, those that write by default, as method, path and body. */
  writes(...methods: readonly string[]): { method: string; path: string; body: JsonObject | null }[] {
    const wanted = methods.length > 0 ? methods : ["POST", "PATCH", "DELETE", "PUT"];
    return this.requests
      .filter(({ method }) => wanted.includes(method))
      .map(({ method, url, body }) => ({ method, path: url.slice(BASE.length), body }));
  }

  /** The writes as lines of method, type and content: the operations, or the new object's name. */
  written(): string[] {
    return this.writes().map(({ method, path, body }) => {
      const content = body?.["Operations"] ?? body?.["userName"] ?? body?.["displayName"] ?? "";
      return `${method} ${path.split("/")[1]} ${JSON.stringify(content)}`;
    });
  }

  /** Forgets the requests so far. */
  forget(): void {
    this.requests.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = incoming;
    const sent = await text(incoming);
    const request: ReceivedRequest = {
      method,
      url,
      headers,
      body: sent === "" ? null : parsed(sent, headers["content-type"]),
    };
    if (this.recording) this.requests.push(request);
    await this.delay(request);
    const reply = this.script(request) ?? this.#answer(request);
    response.writeHead(reply.status, { "content-type": "application/scim+json", ...reply.headers });
    response.end(
      reply.body === undefined
        ? undefined
        : typeof reply.body === "string"
          ? reply.body
          : JSON.stringify(reply.body),
    );
  }

  #answer({ method, url, body }: ReceivedRequest): StubReply {
    const { pathname, searchParams } = new URL(url, "http://stub");
    const path = pathname.slice(BASE.length);
    if (method === "POST" && (path === "/Users" || path === "/Groups")) {
      const id = this.add(path === "/Users" ? "Users" : "Groups", body ?? {});
      return { status: 201, body: { ...body, id } };
    }
    if (method === "GET" && searchParams.has("filter"))
      return this.#search(path, searchParams.get("filter") ?? "");
    const resource = this.resources.get(path);
    if (resource === undefined)
      return { status: 404, body: { schemas: [], status: "404", detail: "no such resource" } };
    if (method === "GET") return { status: 200, body: resource };
    if (method === "DELETE") this.resources.delete(path);
    return { status: 204 };
  }

  #search(path: string, filter: string): StubReply {
    const [, name = "", value = ""] = PROBE.exec(filter) ?? [];
    const paths = [...(this.#byKey.get(`${path} ${name} ${value.toLowerCase()}`) ?? [])];
    const found = paths.flatMap((each) => this.resources.get(each) ?? []);
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
    return {
      status: 200,
      body: { schemas, totalResults: found.length, Resources: found, startIndex: 1, itemsPerPage: 20 },
    };
  }
}

function parsed(sent: string, contentType = ""): JsonObject {
  if (contentType.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(sent));
  return JSON.parse(sent) as JsonObject;
}
