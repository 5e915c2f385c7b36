import { z } from "zod";
import { ProviderError } from "../../../../provider/runtime/error.ts";
import type { HttpClient, Run } from "../../../../provider/runtime/http/client.ts";
import { type HttpReply, jsonOf } from "../../../../provider/runtime/http/reply.ts";
import type { Credentials } from "./configuration.ts";

const endpoints = z.object({
  name: z.string().min(1),
  resourceManager: z.string().min(1),
  microsoftGraphResourceId: z.string().min(1),
  authentication: z.object({ loginEndpoint: z.string().min(1) }),
});

const issued = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

const claims = z.object({ oid: z.string().min(1) });

const refusal = z.object({ error: z.string(), error_description: z.string().default("") });

/** Where Microsoft Graph is and who calls it. */
export interface Login {
  /** Without a slash at the end, such as `https://localhost:8443`. */
  readonly graphUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Object id of the caller's service principal. */
  readonly objectId: string;
  /** A valid access token. */
  token(run: Run): Promise<string>;
}

/** A token is renewed this long before it expires, in milliseconds. */
const RENEWAL = 60_000;

const TOKEN_HEADERS = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };

/**
 * Asks the metadata host where Graph and the login are, and logs in: one request each.
 *
 * @throws {ProviderError} when either is refused or out of reach
 */
export async function logIn(credentials: Credentials, http: HttpClient, configuring: Run): Promise<Login> {
  const { metadataHost, tenantId, clientId } = credentials;
  const metadataUrl = `https://${metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const metadata = await http.send({ method: "GET", url: metadataUrl, headers: {} }, configuring);
  const { data } = endpoints.safeParse(jsonOf(metadata));
  if (metadata.status !== 200 || data === undefined) {
    throw new ProviderError(
      `${metadataUrl} answered ${metadata.status}, not the endpoints of an Entra cloud.`,
    );
  }
  const graphUrl = withoutSlash(data.microsoftGraphResourceId);
  const tokenUrl = `${withoutSlash(data.authentication.loginEndpoint)}/${tenantId}/oauth2/v2.0/token`;

  async function newToken(run: Run): Promise<{ token: string; renewAt: number }> {
    const form = {
      client_id: clientId,
      ...(await credentials.proof(run)),
      grant_type: "client_credentials",
    };
    const body = new URLSearchParams({ ...form, scope: `${graphUrl}/.default` }).toString();
    const reply = await http.send({ method: "POST", url: tokenUrl, headers: TOKEN_HEADERS, body }, run);
    const { data: answer } = issued.safeParse(jsonOf(reply));
    if (reply.status !== 200 || answer === undefined) throw refused(tokenUrl, reply);
    return { token: answer.access_token, renewAt: Date.now() + answer.expires_in * 1000 - RENEWAL };
  }

  let current = await newToken(configuring);
  return {
    graphUrl,
    tenantId,
    clientId,
    objectId: objectIdIn(current.token),
    async token(run) {
      if (Date.now() >= current.renewAt) current = await newToken(run);
      return current.token;
    },
  };
}

function refused(tokenUrl: string, reply: HttpReply): ProviderError {
  const { data } = refusal.safeParse(jsonOf(reply));
  const said = data === undefined ? "" : `: ${data.error}: ${data.error_description}`;
  return new ProviderError(`${tokenUrl} refused the login with status ${reply.status}${said}`);
}

/** The claim `oid` of the token; its signature is Graph's to check. */
function objectIdIn(token: string): string {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  const { data } = claims.safeParse(jsonOf({ text: payload }));
  if (data !== undefined) return data.oid;
  throw new ProviderError("The access token has no claim oid, which names the caller.");
}

function withoutSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}
