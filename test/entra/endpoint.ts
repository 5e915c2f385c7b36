import { once } from "node:events";
import { createServer } from "node:http";
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
}

export async function startEndpoint(): Promise<Endpoint> {
  const token = "token-of-the-endpoint";
  const server = createServer((request, response) => {
    const authorized = request.headers.authorization === `Bearer ${token}`;
    response.writeHead(authorized ? 200 : 401, { "content-type": "application/scim+json" });
    response.end(authorized ? JSON.stringify(LIST_RESPONSE) : undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/scim`,
    token,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
