import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { issueServerCertificate } from "../../../../entra-emulator/src/tls/authority.ts";
import { answers } from "./answers.ts";
import { type RecordedRequest, recording } from "./recording.ts";

export interface RecordedGraph {
  /** `localhost:PORT`, for `ARM_METADATA_HOSTNAME`. */
  readonly host: string;
  /** PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly caCertificateFile: string;
  /** The requests since the phase began; those that the recording has not are answered 400. */
  readonly received: readonly RecordedRequest[];
  /** From now on, what the recording has in that phase is answered with the status that it has there. */
  begin(phase: string): void;
  close(): Promise<void>;
}

/** Login and Graph on one https origin, as when the recording was made. */
export async function startRecordedGraph(folder: string): Promise<RecordedGraph> {
  const certificate = await issueServerCertificate(folder);
  const bodies = answers();
  let expected: readonly RecordedRequest[] = [];
  let received: RecordedRequest[] = [];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = incoming;
    const body = parseBody(await text(incoming), host(server));
    const match = expected.find(
      (each) => each.method === method && each.url === url && isDeepStrictEqual(each.body, body),
    );
    const status = match?.status ?? 400;
    received.push({ method, url, body, status, headers: relevant(headers, match) });
    const refusal = { error: { code: "Test", message: "as recorded, or not in the recording" } };
    const sent = status >= 400 ? refusal : bodies.to(method, url, body, host(server));
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(status === 204 ? undefined : JSON.stringify(sent));
  }

  const server: Server = createServer(
    { key: certificate.key, cert: certificate.cert },
    (incoming, outgoing) => {
      answer(incoming, outgoing).catch((error: unknown) =>
        outgoing.destroy(error instanceof Error ? error : undefined),
      );
    },
  );
  server.listen(0, "localhost");
  await once(server, "listening");
  return {
    host: host(server),
    caCertificateFile: certificate.caCertificateFile,
    get received() {
      return received;
    },
    begin(phase) {
      expected = recording.get(phase) ?? [];
      received = [];
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function host(server: Server): string {
  return `localhost:${(server.address() as AddressInfo).port}`;
}

/** Bodies as the recording has them: JSON parsed, forms as text with the secret and the host taken out. */
function parseBody(sent: string, ownHost: string): unknown {
  if (sent === "") return undefined;
  if (sent.startsWith("{")) return JSON.parse(sent);
  return sent
    .replace(/client_secret=[^&]*/, "client_secret=***")
    .replace(encodeURIComponent(ownHost), "HOST");
}

/** Of the headers those that the recording has, so that the two can be compared. */
function relevant(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  match: RecordedRequest | undefined,
): Record<string, string> {
  const names = Object.keys(match?.headers ?? {});
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
