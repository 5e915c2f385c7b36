import type { z } from "zod";
import { badRequest } from "./error.ts";

export type GraphVersion = "v1.0" | "beta";

/** Who calls, by the access token. */
export interface Caller {
  readonly objectId: string;
  readonly appId: string;
  /** Names of the Graph permissions that the token carries. */
  readonly roles: ReadonlySet<string>;
}

/** A Graph request after authentication. */
export interface GraphRequest {
  readonly version: GraphVersion;
  /** Absolute; `nextLink`s are made from it. */
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** Header `ConsistencyLevel: eventual`, which advanced queries need. */
  readonly eventualConsistency: boolean;
  /** Parsed JSON; `undefined` when the request has no body. */
  readonly body: unknown;
}

/** `body` is sent as JSON; without one the answer is empty. */
export interface GraphReply {
  readonly status: number;
  readonly body?: unknown;
}

export const noContent: GraphReply = { status: 204 };

export function ok(body: unknown): GraphReply {
  return { status: 200, body };
}

export function created(body: unknown): GraphReply {
  return { status: 201, body };
}

/** A path parameter that the route declares. */
export function param(request: GraphRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new TypeError(`the route has no parameter ${name}`);
  return value;
}

/** The body as the schema wants it. @throws {ODataError} 400 naming the first member that does not fit. */
export function parseBody<Schema extends z.ZodType>(request: GraphRequest, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(request.body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "the body" : `'${issue.path.join(".")}'`;
  throw badRequest(`Invalid value for ${place}: ${issue?.message ?? "not understood"}.`, "BadRequest");
}
