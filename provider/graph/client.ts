import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { ProviderError } from "../runtime/error.ts";
import type { GuideStep } from "../guide.ts";
import type { HttpClient, HttpRequest, Run } from "../runtime/http/client.ts";
import type { HttpReply } from "../runtime/http/reply.ts";
import { GraphError, isUnknownValue } from "./error.ts";

/** Where Graph is and who calls it. */
export interface Login {
  /** Without a slash at the end, e.g. `https://graph.microsoft.com`. */
  readonly graphUrl: string;
  /** A valid access token; `fresh` asks for one that no earlier call was given. */
  token(fresh: boolean): Promise<string>;
}

export interface GraphCall {
  readonly method: HttpRequest["method"];
  /** With its version, e.g. `/v1.0/servicePrincipals`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly step: GuideStep;
  /**
   * Whether the objects may be new: Entra shows them with delay, and until then answers as if they, or the caller's
   * rights to them, did not exist. Such answers then mean "not yet", for as long as {@link SETTLING} says.
   */
  readonly settle?: boolean;
}

/**
 * Milliseconds for which an answer may mean "not yet". A missing permission looks the same as a new object, so
 * 401 and 403 get less time: `PermissionCheck` has reported those before.
 */
const SETTLING: Readonly<Record<number, number>> = { 401: 30_000, 403: 30_000, 404: 90_000, 409: 90_000 };
const SETTLING_INTERVAL = 3000;

/** Calls Microsoft Graph: token, request id, retries, parsed answers, errors that name the guide's step. */
export class GraphClient {
  readonly #login: (run: Run) => Promise<Login>;
  readonly #http: HttpClient;

  constructor(login: (run: Run) => Promise<Login>, http: HttpClient) {
    this.#login = login;
    this.#http = http;
  }

  /**
   * The parsed answer.
   *
   * @throws {GraphError} when Graph refuses.
   * @throws {UnreachableError} when Graph does not answer.
   */
  async request<Schema extends z.ZodType>(
    call: GraphCall,
    schema: Schema,
    run: Run,
  ): Promise<z.output<Schema>> {
    return parse(await this.#send(call, run), schema, call);
  }

  /** As {@link request}, for an answer without content. */
  async command(call: GraphCall, run: Run): Promise<void> {
    await this.#send(call, run);
  }

  /** As {@link request}; undefined when Graph answers 404. */
  async find<Schema extends z.ZodType>(
    call: GraphCall,
    schema: Schema,
    run: Run,
  ): Promise<z.output<Schema> | undefined> {
    try {
      return await this.request(call, schema, run);
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The token that calls are made with, for its claims. */
  async accessToken(run: Run): Promise<string> {
    return (await this.#login(run)).token(false);
  }

  async #send(call: GraphCall, run: Run): Promise<HttpReply> {
    const login = await this.#login(run);
    const requestId = randomUUID();
    const began = this.#http.timing.now();
    let token = await login.token(false);
    for (;;) {
      const reply = await this.#http.send(toRequest(call, login.graphUrl, token, requestId), run);
      if (reply.status < 300) return reply;
      const settling = call.settle === true ? (SETTLING[reply.status] ?? 0) : 0;
      const waited = this.#http.timing.now() - began;
      if (waited + SETTLING_INTERVAL > settling) {
        throw new GraphError(call.step, `${call.method} ${call.path}`, reply, requestId);
      }
      run.log.progress(
        `waiting for Entra to see what was just made (${reply.status}, ${Math.round(waited / 1000)} s so far)`,
      );
      await this.#http.timing.sleep(SETTLING_INTERVAL, run.signal);
      // The rights to a new object may only be in a new token.
      if (reply.status === 401 || reply.status === 403) token = await login.token(true);
    }
  }
}

function toRequest(call: GraphCall, graphUrl: string, token: string, requestId: string): HttpRequest {
  const headers = {
    accept: "application/json",
    authorization: `Bearer ${token}`,
    "client-request-id": requestId,
    "user-agent": "entra-scim-kit",
    ...call.headers,
  };
  const request = { method: call.method, url: `${graphUrl}${call.path}`, headers, isFinal: isUnknownValue };
  if (call.body === undefined) return request;
  return {
    ...request,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(call.body),
  };
}

function parse<Schema extends z.ZodType>(
  reply: HttpReply,
  schema: Schema,
  call: GraphCall,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(reply.text);
  } catch {
    throw new ProviderError(
      `Microsoft Graph answered ${call.method} ${call.path} with something that is not JSON. ` +
        "Is a proxy or login page in between?",
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ProviderError(
    `Microsoft Graph answered ${call.method} ${call.path} in a form that this provider does not know ` +
      `(${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}). A newer version of the kit may.`,
  );
}
