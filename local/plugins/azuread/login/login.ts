import { z } from "zod";
import { StandInError } from "../error.ts";
import type { Session } from "../graph/client.ts";
import { type Reply, send } from "../graph/http.ts";
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

/** A session with what `getClientConfig` tells about it. */
export interface Login extends Session {
  readonly tenantId: string;
  readonly clientId: string;
  /** Object id of the caller's service principal. */
  readonly objectId: string;
}

/** A token is renewed this long before it expires, in milliseconds. */
const renewal = 60_000;

/**
 * Asks the metadata host where Graph and the login are, and logs in: one request each.
 *
 * @throws StandInError when either is refused or unreachable
 */
export async function logIn(credentials: Credentials, signal: AbortSignal): Promise<Login> {
  const { metadataHost, tenantId, clientId } = credentials;
  const metadataUrl = `https://${metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const metadata = await send("GET", metadataUrl, {}, undefined, signal);
  const { data } = endpoints.safeParse(metadata.body);
  if (metadata.status !== 200 || data === undefined) {
    throw new StandInError(
      `${metadataUrl} answered ${metadata.status}, not the endpoints of an Entra cloud.`,
    );
  }
  const graphUrl = withoutSlash(data.microsoftGraphResourceId);
  const tokenUrl = `${withoutSlash(data.authentication.loginEndpoint)}/${tenantId}/oauth2/v2.0/token`;

  async function newToken(): Promise<{ token: string; renewAt: number }> {
    const form = {
      client_id: clientId,
      ...(await credentials.proof(signal)),
      grant_type: "client_credentials",
    };
    const body = new URLSearchParams({ ...form, scope: `${graphUrl}/.default` }).toString();
    const reply = await send("POST", tokenUrl, tokenHeaders, body, signal);
    const { data: answer } = issued.safeParse(reply.body);
    if (reply.status !== 200 || answer === undefined) throw refused(tokenUrl, reply);
    return { token: answer.access_token, renewAt: Date.now() + answer.expires_in * 1000 - renewal };
  }

  let current = await newToken();
  return {
    graphUrl,
    tenantId,
    clientId,
    objectId: objectIdIn(current.token),
    async token() {
      if (Date.now() >= current.renewAt) current = await newToken();
      return current.token;
    },
  };
}

const tokenHeaders = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };

function refused(tokenUrl: string, { status, body }: Reply): StandInError {
  const { data } = refusal.safeParse(body);
  const said = data === undefined ? "" : `: ${data.error}: ${data.error_description}`;
  return new StandInError(`${tokenUrl} refused the login with status ${status}${said}`);
}

/** The claim `oid` of the token; its signature is Graph's to check. */
function objectIdIn(token: string): string {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  try {
    return claims.parse(JSON.parse(payload)).oid;
  } catch (error) {
    throw new StandInError("The access token has no claim oid, which names the caller.", { cause: error });
  }
}

function withoutSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}
