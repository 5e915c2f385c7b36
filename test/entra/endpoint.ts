import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const LIST_RESPONSE = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};

/** A SCIM endpoint in which nobody is: what a connection test asks of one. */
export interface Endpoint extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Address of the token endpoint, which knows one client by any id. */
  readonly tokenAddress: string;
  readonly clientSecret: string;
}

export async function startEndpoint(): Promise<Endpoint> {
  const token = "token-of-the-endpoint";
  const clientSecret = "secret-of-the-client";
  const answer = ({ url, headers: { authorization = "" } }: IncomingMessage): [number, object?] => {
    if (url !== "/oauth/token") return authorization === `Bearer ${token}` ? [200, LIST_RESPONSE] : [401];
    const [, secret] = Buffer.from(authorization.replace("Basic ", ""), "base64").toString("utf8").split(":");
    if (secret !== clientSecret) return [401];
    return [200, { access_token: token, token_type: "Bearer", expires_in: 3600 }];
  };
  const server = createServer((request, response) => {
    const [status, body] = answer(request);
    response.writeHead(status, { "content-type": "application/scim+json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/scim`,
    token,
    tokenAddress: `${origin}/oauth/token`,
    clientSecret,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
