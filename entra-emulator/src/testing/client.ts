import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import type { Emulator } from "../emulator.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An answer of the emulator, as tests look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as text; empty when there is none. */
  readonly text: string;
  /** A member of the JSON body by its path, such as `error.code` or `value.0.id`; `undefined` when there is none. */
  get(path: string): unknown;
  /** The `value` of a list. */
  list(): Record<string, unknown>[];
}

/** Calls an emulator over https as a client does, with a token once `login` was called. */
export class TestClient {
  readonly #emulator: Emulator;
  readonly #agent: Agent;
  #token = "";

  constructor(emulator: Emulator, ca: string) {
    this.#emulator = emulator;
    this.#agent = new Agent({ connect: { ca } });
  }

  /** A client that has signed in with the emulator's own client secret. */
  static async of(emulator: Emulator): Promise<TestClient> {
    const client = new TestClient(emulator, await readFile(emulator.caCertificateFile, "utf8"));
    await client.login();
    return client;
  }

  async login(form: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { clientId, clientSecret, origin, tenantId } = this.#emulator;
    const fields = { client_id: clientId, client_secret: clientSecret, scope: `${origin}/.default`, ...form };
    const body = new URLSearchParams({ grant_type: "client_credentials", ...fields }).toString();
    const answer = await this.send("POST", `/${tenantId}/oauth2/v2.0/token`, body, {
      "content-type": "application/x-www-form-urlencoded",
    });
    if (answer.status === 200) this.#token = String(answer.get("access_token"));
    return answer;
  }

  get token(): string {
    return this.#token;
  }

  /** `path` may also be an absolute address of the emulator, such as a `nextLink`. */
  async send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const reply = await request(new URL(path, this.#emulator.origin), {
      method,
      dispatcher: this.#agent,
      headers: {
        "content-type": "application/json",
        ...(this.#token !== "" && { authorization: `Bearer ${this.#token}` }),
        ...headers,
      },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await reply.body.text();
    const json: unknown = String(reply.headers["content-type"]).includes("json")
      ? JSON.parse(text)
      : undefined;
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text,
      get: (wanted) => memberOf(json, wanted),
      list: () => {
        const value = memberOf(json, "value");
        if (!Array.isArray(value)) throw new TypeError(`no list in ${text.slice(0, 200)}`);
        return value;
      },
    };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send("GET", path, undefined, headers);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send("POST", path, body);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send("PUT", path, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.send("PATCH", path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.send("DELETE", path);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function memberOf(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  // A name may have dots of its own, such as `@odata.nextLink`.
  if (path in value) return Reflect.get(value, path);
  const dot = path.indexOf(".");
  return dot === -1 ? undefined : memberOf(Reflect.get(value, path.slice(0, dot)), path.slice(dot + 1));
}
