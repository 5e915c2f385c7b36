import { createServer } from "node:http";
import { once } from "node:events";

/** The least that Entra's connection test needs of a SCIM service: an empty list for whoever shows the token. */
export interface ScimEndpoint extends AsyncDisposable {
  readonly url: string;
}

export async function startScimEndpoint(token: string): Promise<ScimEndpoint> {
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    const list = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    const body = isKnown
      ? { schemas: [list], totalResults: 0, Resources: [], startIndex: 1, itemsPerPage: 20 }
      : { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401" };
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/scim+json" });
    response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/scim`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
