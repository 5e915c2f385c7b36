import { readFile } from "node:fs/promises";
import { Agent, fetch } from "undici";
import { z } from "zod";
import { LocalRunError } from "./error.ts";

/** How the run reaches the emulated Graph: as an administrator's script would reach the real one. */
export interface GraphAccess {
  /** `https://localhost:PORT`, of login and Graph. */
  readonly origin: string;
  readonly caCertificateFile: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Microsoft Graph v1.0, and the emulator's control paths beside it. */
export interface Graph extends AsyncDisposable {
  /** @throws {LocalRunError} with Graph's code and message when the answer is an error. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
}

const tokenAnswer = z.object({ access_token: z.string() });
const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Signs in with the client's secret. Requests are given up when the signal says so. */
export async function openGraph(access: GraphAccess, signal: AbortSignal): Promise<Graph> {
  const dispatcher = new Agent({
    connect: { ca: await readFile(access.caCertificateFile, "utf8") },
    bodyTimeout: 600_000,
    headersTimeout: 600_000,
  });
  const signedIn = await fetch(`${access.origin}/${access.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: access.clientId,
      client_secret: access.clientSecret,
      scope: `${access.origin}/.default`,
    }),
    dispatcher,
    signal,
  });
  const { access_token } = tokenAnswer.parse(await signedIn.json());

  return {
    async request(method, path, body) {
      const response = await fetch(`${access.origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        dispatcher,
        signal,
      });
      const text = await response.text();
      const answer: unknown = text === "" ? undefined : JSON.parse(text);
      if (response.ok) return answer;
      const { data } = errorAnswer.safeParse(answer);
      const why = data ? `${data.error.code}: ${data.error.message}` : `status ${response.status}`;
      throw new LocalRunError(`${method} ${path} was refused by the emulated Graph: ${why}`);
    },
    [Symbol.asyncDispose]: () => dispatcher.close(),
  };
}
