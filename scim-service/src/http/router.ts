import findMyWay from "find-my-way";
import type { Middleware, ParameterizedContext } from "koa";
import { ScimError } from "../scim/error.ts";
import type { RequestState } from "./request-state.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The parameters of a path, decoded, by their names. */
export type Params = Readonly<Record<string, string | undefined>>;

export type Context = ParameterizedContext<RequestState>;
export type RouteHandler = (ctx: Context, params: Params) => unknown;

/** Longer than Node lets a URL be: an id of any length is answered by the endpoint that looks for it. */
const MAX_PARAMETER = 100_000;
/** What the library is given in place of its own kind of handler. */
const NOTHING = (): void => {};

/** Finds the handler of a request by method and path; a slash at the end and the case of the letters make no difference. */
export class Router {
  readonly #routes = findMyWay({
    caseSensitive: false,
    ignoreTrailingSlash: true,
    maxParamLength: MAX_PARAMETER,
  });

  /** @param path as of the library: `/Users/:id`, `/console/*`. */
  add(method: Method, path: string, handler: RouteHandler): void {
    this.#routes.on(method, path === "" ? "/" : path, NOTHING, handler);
  }

  get(path: string, handler: RouteHandler): void {
    this.add("GET", path, handler);
  }

  post(path: string, handler: RouteHandler): void {
    this.add("POST", path, handler);
  }

  /**
   * Runs the handler. HEAD goes where GET does; Koa leaves the body out.
   *
   * @throws {ScimError} 404, and 405 with `Allow` where the path has other methods (RFC 9110 section 15.5.6).
   */
  handle(): Middleware<RequestState> {
    return async (ctx) => {
      const method = ctx.req.method === "HEAD" ? "GET" : ctx.req.method;
      const { path } = ctx.request;
      const found = this.#find(method, path);
      if (found) {
        await found.handler(ctx, found.params);
        return;
      }
      const allowed = METHODS.filter((each) => this.#find(each, path));
      if (allowed.length === 0) throw new ScimError(404, "There is nothing at this path");
      const allow = (allowed.includes("GET") ? ["HEAD", ...allowed] : allowed).join(", ");
      if (method !== "OPTIONS") {
        throw new ScimError(405, `This path does not have the method ${ctx.req.method}`, undefined, {
          Allow: allow,
        });
      }
      ctx.set("Allow", allow);
      ctx.status = 200;
      ctx.body = "";
    };
  }

  #find(method: string | undefined, path: string): { handler: RouteHandler; params: Params } | undefined {
    const found = this.#routes.find(method as Method, path);
    return found ? { handler: found.store as RouteHandler, params: found.params } : undefined;
  }
}
