import { Agent, request as send } from "undici";
import type { Dispatch } from "../graph/batch.ts";

/** A client of the emulator's own server, by which the requests of a batch take the way of all others. */
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
