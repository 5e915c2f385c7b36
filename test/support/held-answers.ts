import { once } from "node:events";
import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a server on which an answer can get lost: what was asked is done, and whoever asked does not learn of it. */
export interface HeldAnswers extends AsyncDisposable {
  readonly url: string;
  /** Keeps the answers to this method and path back from now on; resolves when there is one. */
  hold(method: string, path: string): Promise<void>;
  /** Breaks the connections on which an answer is kept back, and keeps none back any more. */
  lose(): void;
}

/** @param origin of the server, such as `http://127.0.0.1:8080` */
export async function startHeldAnswers(origin: string): Promise<HeldAnswers> {
  let holding: { readonly what: string; readonly isHeld: () => void } | undefined;
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const answered = (answer: IncomingMessage): void => {
      if (holding?.what === `${method} ${url}`) {
        held.push(response);
        answer.resume();
        holding.isHeld();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    };
    const onward = send(`${origin}${url}`, { method, headers }, answered);
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(method, path) {
      return new Promise((isHeld) => (holding = { what: `${method} ${path}`, isHeld }));
    },
    lose() {
      holding = undefined;
      for (const response of held.splice(0)) response.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
