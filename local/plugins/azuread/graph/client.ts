import { z } from "zod";
import { ProviderError } from "../../../../provider/runtime/error.ts";
import type { HttpClient, HttpRequest, Run } from "../../../../provider/runtime/http/client.ts";
import { type HttpReply, jsonOf } from "../../../../provider/runtime/http/reply.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from "../../../../provider/runtime/http/retry-policy.ts";
import type { Login } from "../login/login.ts";
import { UnexpectedStatusError } from "./unexpected-status-error.ts";

/** How often requests are tried again, and how long the stand-in waits for Entra. Durations are milliseconds. */
export interface GraphPolicy extends RetryPolicy {
  /** How long an answer may mean "not yet", such as 403 right after an application was made. */
  readonly settling: number;
  /** The wait before the second look whether a change is visible; it doubles, up to `backoff`. */
  readonly poll: number;
  /** How long a change may take to become visible. */
  readonly visibility: number;
}

/**
 * The real plug-in looks five times in 20 s whether a change stays visible, because Entra's replicas may disagree for a
 * while; an emulator has one copy of everything, so that one sight of the change is enough. A missing permission (403)
 * keeps the real plug-in repeating for up to fifteen minutes; here it shows soon.
 */
export const GRAPH_POLICY: GraphPolicy = {
  ...DEFAULT_RETRY_POLICY,
  attempts: 5,
  settling: 10_000,
  poll: 50,
  visibility: 60_000,
};

export interface GraphCall {
  /** With version and query, such as `/v1.0/users?%24filter=…`. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether the answer means "not yet" and the request is sent again; within {@link GraphPolicy.settling}. */
  readonly again?: (error: UnexpectedStatusError) => boolean;
}

/** The headers that the real plug-in sends, on requests without a body too. */
const HEADERS = {
  accept: "application/json; charset=utf-8; IEEE754Compatible=false",
  "content-type": "application/json; charset=utf-8",
  "odata-maxversion": "4.0",
  "odata-version": "4.0",
};

const page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": z.string().optional() });
/** More pages than any directory has; an endless chain of links ends here. */
const MAX_PAGES = 100_000;

/** Calls Microsoft Graph as the real plug-in does, for one operation. */
export class GraphClient {
  readonly #login: Login;
  readonly #http: HttpClient;
  readonly #policy: GraphPolicy;
  readonly #run: Run;

  constructor(login: Login, http: HttpClient, policy: GraphPolicy, run: Run) {
    this.#login = login;
    this.#http = http;
    this.#policy = policy;
    this.#run = run;
  }

  /** The whole address of a path, as references to other objects have it. */
  urlOf(path: string): string {
    return `${this.#login.graphUrl}${path}`;
  }

  /** @throws {UnexpectedStatusError} for a status of 300 and more; {ProviderError} when the answer is not of the schema */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return check(jsonOf(await this.#request("GET", { path })), schema, path);
  }

  /** As {@link get}; undefined when Graph answers 404. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      return await this.get(path, schema);
    } catch (error) {
      if (error instanceof UnexpectedStatusError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Every item of a list, over all its pages. */
  async list<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
    const items: T[] = [];
    let next: string | undefined = path;
    for (let pages = 0; next !== undefined; pages += 1) {
      if (pages === MAX_PAGES) throw new ProviderError(`${path}: the list does not end.`);
      const { value, "@odata.nextLink": link }: z.infer<typeof page> = await this.get(next, page);
      for (const item of value) items.push(check(item, schema, path));
      next = link?.replace(this.#login.graphUrl, "");
    }
    return items;
  }

  /** @throws {UnexpectedStatusError} for a status of 300 and more */
  async post<T>(call: GraphCall, schema: z.ZodType<T>): Promise<T> {
    return check(jsonOf(await this.#request("POST", call)), schema, call.path);
  }

  /**
   * A request whose answer has no content.
   *
   * @throws {UnexpectedStatusError} for a status of 300 and more
   */
  async command(method: Exclude<HttpRequest["method"], "GET">, call: GraphCall): Promise<void> {
    await this.#request(method, call);
  }

  /** Deletes what is there; what is gone already is no error. */
  async delete(call: GraphCall): Promise<void> {
    try {
      await this.#request("DELETE", call);
    } catch (error) {
      if (!(error instanceof UnexpectedStatusError && error.status === 404)) throw error;
    }
  }

  /**
   * Looks until there is something to see.
   *
   * @param what the change that is waited for, for the message
   * @param look answers undefined while there is nothing yet
   * @throws {ProviderError} when nothing becomes visible in time
   */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const { timing } = this.#http;
    const { poll, backoff, visibility } = this.#policy;
    const deadline = timing.now() + visibility;
    for (let wait = poll; ; wait = Math.min(wait * 2, backoff)) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (timing.now() + wait > deadline) {
        throw new ProviderError(`${what}: not visible after ${visibility / 1000} s.`);
      }
      await timing.sleep(wait, this.#run.signal);
    }
  }

  /** As {@link get}, of what was just made: 404 means "not yet". */
  async appears<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return await this.until(path, () => this.find(path, schema));
  }

  async #request(method: HttpRequest["method"], call: GraphCall): Promise<HttpReply> {
    const { timing } = this.#http;
    const { backoff, settling } = this.#policy;
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    const began = timing.now();
    for (let wait = backoff; ; wait *= 2) {
      const authorization = `Bearer ${await this.#login.token(this.#run)}`;
      const request = { method, url: this.urlOf(call.path), headers: { ...HEADERS, authorization }, ...body };
      const reply = await this.#http.send(request, this.#run, this.#policy);
      if (reply.status < 300) return reply;
      const error = new UnexpectedStatusError(`${method} ${call.path}`, reply);
      if (call.again?.(error) !== true || timing.now() + wait - began > settling) throw error;
      await timing.sleep(wait, this.#run.signal);
    }
  }
}

function check<T>(value: unknown, schema: z.ZodType<T>, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ProviderError(
    `${path}: the answer is not what Microsoft Graph sends: ${z.prettifyError(result.error)}`,
  );
}
