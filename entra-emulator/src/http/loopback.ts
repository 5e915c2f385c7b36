import { Agent, request as send } from "undici";

export interface DispatchReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else text; absent when the reply has none. */
  readonly body?: unknown;
}

/** Sends a request to the emulator's own server; `url` is a path with version and query. */
export type Dispatch = (
  origin: string,
  request: {
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  },
) => Promise<DispatchReply>;

/** A client of the emulator's own server: the requests of a batch pass through the same middleware as any other. */
export function loopback(caCertificate: string): { readonly dispatch: Dispatch; close(): Promise<void> } {
  const agent = new Agent({ connect: { ca: caCertificate } });
  return {
    async dispatch(origin, { method, url, headers, body }) {
      const reply = await send(new URL(url, origin), {
        method,
        headers: { "content-type": "application/json", ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        dispatcher: agent,
      });
      const text = await reply.body.text();
      const type = String(reply.headers["content-type"] ?? "");
      const retryAfter = reply.headers["retry-after"];
      return {
        status: reply.statusCode,
        headers: {
          "Content-Type": type,
          ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
        },
        ...(text !== "" && { body: type.includes("json") ? JSON.parse(text) : text }),
      };
    },
    close: () => agent.close(),
  };
}
