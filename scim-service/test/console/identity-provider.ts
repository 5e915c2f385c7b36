import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const CLIENT = { id: "console", secret: "the-console's-secret" } as const;

/** An OpenID Connect provider on loopback, at which one person is signed in already. */
export interface IdentityProvider {
  readonly issuer: string;
  /** The app roles of the person; `denied`: the provider refuses. */
  roles: readonly string[] | "denied";
  /** Signs another nonce than the one it was asked for. */
  forgesNonce: boolean;
  stop(): void;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" };
  const codes = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const provider: IdentityProvider = {
    issuer: `http://127.0.0.1:${port}/`,
    roles: [],
    forgesNonce: false,
    stop: () => server.close(),
  };
  return provider;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", provider.issuer);
    const { status = 200, location, body } = await answer(url, request);
    response.writeHead(status, { "content-type": "application/json", ...(location ? { location } : {}) });
    response.end(JSON.stringify(body));
  }

  async function answer(
    { pathname, searchParams }: URL,
    request: IncomingMessage,
  ): Promise<{ status?: number; location?: string; body?: object }> {
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return {
          body: {
            issuer: provider.issuer,
            authorization_endpoint: `${provider.issuer}authorize`,
            token_endpoint: `${provider.issuer}token`,
            jwks_uri: `${provider.issuer}keys`,
          },
        };
      case "/keys":
        return { body: { keys: [jwk] } };
      case "/authorize": {
        const back = new URL(searchParams.get("redirect_uri") ?? "");
        back.searchParams.set("state", searchParams.get("state") ?? "");
        if (provider.roles === "denied") back.searchParams.set("error", "access_denied");
        else {
          const code = randomUUID();
          codes.set(code, searchParams);
          back.searchParams.set("code", code);
        }
        return { status: 302, location: back.href };
      }
      default:
        return token(new URLSearchParams(Buffer.concat(await request.toArray()).toString()));
    }
  }

  async function token(form: URLSearchParams): Promise<{ status?: number; body: object }> {
    const asked = codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight =
      form.get("client_secret") === CLIENT.secret &&
      asked?.get("code_challenge") === challenge &&
      asked.get("redirect_uri") === form.get("redirect_uri");
    if (!isRight) return { status: 400, body: { error: "invalid_grant" } };
    const claims = {
      nonce: provider.forgesNonce ? "another" : asked.get("nonce"),
      preferred_username: "grace@contoso.com",
      roles: provider.roles,
    };
    const idToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setIssuer(provider.issuer)
      .setAudience(CLIENT.id)
      .setSubject("grace")
      .setIssuedAt()
      .setExpirationTime("5 min")
      .sign(privateKey);
    return { body: { access_token: "unused", token_type: "Bearer", expires_in: 300, id_token: idToken } };
  }
}
