import { z } from "zod";
import { StandInError } from "../error.ts";
import { GraphError } from "./error.ts";
import { type Method, type Reply, send } from "./http.ts";
import { type RetryPolicy, pause, until } from "./retry-policy.ts";

/** Where Microsoft Graph is and who calls it. */
export interface Session {
  /** Without a slash at the end, such as `https://localhost:8443`. */
  readonly graphUrl: string;
  /** A valid access token. */
  token(): Promise<string>;
}

export interface Call {
  /** With version and query, such as `/v1.0/users?%24filter=…`. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether the answer means "not yet" and the request is to be sent again; within {@link RetryPolicy.settling}. */
  readonly again?: (error: GraphError) => boolean;
}

/** The headers that the real plugin sends, on requests without a body too. */
const headers = {
  accept: "application/json; charset=utf-8; IEEE754Compatible=false",
  "content-type": "application/json; charset=utf-8",
  "odata-maxversion": "4.0",
  "odata-version": "4.0",
};

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string().default("") }) });
const page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });
/** More pages than any directory has; an endless chain of links ends here. */
const mostPages = 100_000;

/** Calls Microsoft Graph as the real plugin does: same headers, same statuses taken for "later". */
export class GraphClient {
  readonly #session: Session;
  readonly #retryPolicy: RetryPolicy;
  readonly signal: AbortSignal;

  constructor(session: Session, retryPolicy: RetryPolicy, signal: AbortSignal) {
    this.#session = session;
    this.#retryPolicy = retryPolicy;
    this.signal = signal;
  }

  /** The whole address of a path, as references to other objects have it. */
  urlOf(path: string): string {
    return `${this.#session.graphUrl}${path}`;
  }

  /** @throws GraphError for a status of 300 and more; StandInError when the answer is not of the schema */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return parse(await this.#request("GET", { path }), schema, path);
  }

  /** As {@link get}; undefined when Graph answers 404. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.get(path, schema);
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Every item of a list, over all its pages. */
  async list<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
    const items: T[] = [];
    let next: string | undefined = path;
    for (let pages = 0; next !== undefined; pages += 1) {
      if (pages === mostPages) throw new StandInError(`${path}: the list does not end.`);
      const { value, "@odata.nextLink": link }: z.infer<typeof page> = await this.get(next, page);
      for (const item of value) items.push(check(item, schema, path));
      next = link?.replace(this.#session.graphUrl, "");
    }
    return items;
  }

  /** @throws GraphError for a status of 300 and more */
  async post<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    return parse(await this.#request("POST", call), schema, call.path);
  }

  /** A request whose answer has no content. @throws GraphError for a status of 300 and more */
  async command(method: Exclude<Method, "GET">, call: Call): Promise<void> {
    await this.#request(method, call);
  }

  /** Deletes what is there; what is gone already is no error. */
  async delete(call: Call): Promise<void> {
    try {
      await this.#request("DELETE", call);
    } catch (error) {
      if (!(error instanceof GraphError && error.status === 404)) throw error;
    }
  }

  /** Waits until `look` sees something. */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    return await until(look, what, this.#retryPolicy, this.signal);
  }

  /** As {@link get}, of what was just made: 404 means "not yet". */
  async appears<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return await this.until(path, () => this.find(path, schema));
  }

  async #request(method: Method, call: Call): Promise<Reply> {
    const { backoff, attempts, settling } = this.#retryPolicy;
    const url = this.urlOf(call.path);
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const began = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const authorization = `Bearer ${await this.#session.token()}`;
      const reply = await send(method, url, { ...headers, authorization }, body, this.signal);
      if (reply.status < 300) return reply;
      const error = toError(method, call.path, reply);
      const wait = retryAfter(reply.headers) ?? backoff * 2 ** (attempt - 1);
      const settles = call.again?.(error) === true && performance.now() + wait - began < settling;
      if (!settles && !(saysLater(reply.status) && attempt < attempts)) throw error;
      await pause(wait, this.signal);
    }
  }
}

function saysLater(status: number): boolean {
  return status === 408 || status === 424 || status === 429 || status >= 500;
}

/** `Retry-After` in seconds, as Graph sends it, in milliseconds. */
function retryAfter(answered: Headers): number | undefined {
  const value = answered.get("retry-after");
  return value !== null && /^\d{1,4}$/.test(value) ? Number(value) * 1000 : undefined;
}

function toError(method: Method, path: string, { status, body }: Reply): GraphError {
  const { data } = errorBody.safeParse(body);
  const hint =
    status === 403
      ? "\nThe real plugin repeats a refused request for up to fifteen minutes before it fails."
      : "";
  return new GraphError(`${method} ${path}`, status, data?.error.code ?? "", data?.error.message ?? "", hint);
}

function parse<T>(reply: Reply, schema: z.ZodType<T>, path: string): T {
  return check(reply.body, schema, path);
}

function check<T>(value: unknown, schema: z.ZodType<T>, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new StandInError(
    `${path}: the answer is not what Microsoft Graph sends: ${z.prettifyError(result.error)}`,
  );
}
