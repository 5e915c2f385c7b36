import { once } from "node:events";
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, request } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { Emulator } from "../../entra-emulator/src/index.ts";
import { issueServerCertificate } from "../../entra-emulator/src/tls/authority.ts";
import { KeyVault, type VaultSecret } from "./key-vault.ts";

const LOGIN = "login.microsoftonline.com";
const VAULT = "fleet.vault.azure.net";

/** Azure as programs on this machine see it by their proxy: Entra's login and a vault. Other hosts are out of reach. */
export interface Azure extends AsyncDisposable {
  readonly vault: KeyVault;
  /** What a process needs in its environment: the proxy and an identity. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param authority folder of the emulator's certificate authority
 * @param secrets of the vault `fleet.vault.azure.net`, by name
 */
export async function startAzure(
  emulator: Emulator,
  authority: string,
  secrets: Readonly<Record<string, VaultSecret>>,
): Promise<Azure> {
  const { key, cert, caCertificate } = await issueServerCertificate(authority, [LOGIN, VAULT]);
  const vault = new KeyVault(`https://${VAULT}`, emulator.tenantId, secrets);
  const server = createServer({ key, cert }, (incoming, response) => {
    if (incoming.headers.host === VAULT) vault.answer(incoming, response);
    else passOn(incoming, response, emulator.origin, caCertificate);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const { port } = server.address() as AddressInfo;
  const proxy = createProxy();
  proxy.on("connect", ({ url = "" }: IncomingMessage, socket, head: Buffer) => {
    if (url !== `${LOGIN}:443` && url !== `${VAULT}:443`) {
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");

  return {
    vault,
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NO_PROXY: "127.0.0.1,localhost",

      AZURE_TENANT_ID: emulator.tenantId,
      AZURE_CLIENT_ID: emulator.clientId,
      AZURE_CLIENT_SECRET: emulator.clientSecret,
    },
    async [Symbol.asyncDispose]() {
      proxy.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The emulated Entra under the name of the real one. */
function passOn(incoming: IncomingMessage, response: ServerResponse, origin: string, ca: string): void {
  const { method, url = "", headers } = incoming;
  const onward = request(new URL(url, origin), { method, headers, ca, servername: "localhost" }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  incoming.pipe(onward);
}
