import { Agent, request } from "undici";
import { z } from "zod";
import type { SynchronizationJob } from "../../tenant/model.ts";
import { TargetError } from "./target-error.ts";

/** Makes the assertion by which a service principal signs in at the audience, an application id. */
export type IssueAssertion = (audience: string, servicePrincipalId: string) => Promise<string>;

export interface SignInOptions {
  /** The service principal's secrets, by key. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly job: Pick<SynchronizationJob, "connectivity" | "servicePrincipalId">;
  readonly issueAssertion: IssueAssertion;
  /** The emulated time. */
  readonly now: Date;
}

const TIMEOUT_MS = 30_000;
/** Of a token endpoint's reply, in bytes, and how many characters of one are shown. */
const MAX_REPLY = 65_536;
const SHOWN = 1000;
/** How old `Oauth2AccessToken` may be before it is renewed; the real rule is not public. */
const ACCESS_TOKEN_AGE_MS = 3_600_000;
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const tokenReply = z.looseObject({ access_token: z.string().min(1) });

/** The token endpoint gave no token, so that the SCIM endpoint was not asked at all. */
export class SignInError extends TargetError {
  constructor(code: string, message: string, about: { cause?: unknown } = {}) {
    super(code, message, { ...about, fatal: true });
  }
}

/**
 * What is sent when OAuth secrets hold no access token: the service was seen to send an invalid one. Its text is not
 * known.
 */
const INVALID_TOKEN = "invalid";

/**
 * The bearer token for the requests of one cycle or one test, as the connectivity or the secrets say; empty when there is
 * none. Of OAuth by secrets, the service only renews: without an `Oauth2AccessToken` the token endpoint is never called.
 *
 * @throws {SignInError} when the token endpoint gives no token.
 */
export async function bearerToken(options: SignInOptions): Promise<string> {
  const { secrets, job, issueAssertion } = options;
  const { connectivity } = job;
  if (connectivity?.authenticationMethod === "OAuth2ClientCredentialsGrant") {
    const { tokenEndpoint, clientId, clientSecret, scope, credentialLocationInRequest } = connectivity;
    return requestToken(
      tokenEndpoint,
      {
        ...(scope !== undefined && { scope }),
        ...(credentialLocationInRequest === "Body" && { client_id: clientId, client_secret: clientSecret }),
      },
      credentialLocationInRequest === "Header" ? basic(clientId, clientSecret) : {},
    );
  }
  if (connectivity?.authenticationMethod === "WorkloadIdentityFederation") {
    const { tokenEndpoint, clientId, audience } = connectivity;
    return requestToken(tokenEndpoint, {
      client_id: clientId,
      client_assertion_type: JWT_BEARER,
      client_assertion: await issueAssertion(audience, job.servicePrincipalId),
    });
  }
  const secretToken = secrets.get("SecretToken");
  if (secretToken !== undefined) return secretToken;
  const accessToken = secrets.get("Oauth2AccessToken") ?? "";
  const tokenEndpoint = secrets.get("Oauth2TokenExchangeUri");
  if (accessToken === "") return secrets.has("Oauth2ClientId") ? INVALID_TOKEN : "";
  if (tokenEndpoint === undefined || !isOld(options)) return accessToken;
  const [clientId, clientSecret] = [
    secrets.get("Oauth2ClientId") ?? "",
    secrets.get("Oauth2ClientSecret") ?? "",
  ];
  return requestToken(tokenEndpoint, {}, basic(clientId, clientSecret));
}

function isOld({ secrets, now }: SignInOptions): boolean {
  const created = Date.parse(secrets.get("Oauth2AccessTokenCreationTime") ?? "");
  return !Number.isNaN(created) && now.getTime() - created > ACCESS_TOKEN_AGE_MS;
}

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): Record<string, string> {
  const encoded = [clientId, clientSecret].map((part) =>
    new URLSearchParams({ "": part }).toString().slice(1),
  );
  return { authorization: `Basic ${Buffer.from(encoded.join(":")).toString("base64")}` };
}

async function requestToken(
  tokenEndpoint: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  let status: number;
  let text: string;
  const agent = new Agent({
    maxResponseSize: MAX_REPLY,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  try {
    const reply = await request(tokenEndpoint, {
      dispatcher: agent,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ grant_type: "client_credentials", ...form }).toString(),
    });
    status = reply.statusCode;
    text = await reply.body.text();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SignInError(
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
      `The token endpoint ${tokenEndpoint} cannot be reached: ${reason}`,
      { cause: error },
    );
  } finally {
    await agent.close();
  }
  const token = tokenReply.safeParse(parseJson(text));
  if (status === 200 && token.success) return token.data.access_token;
  throw new SignInError(
    "SystemForCrossDomainIdentityManagementCredentialValidationFailure",
    "Supported CredentialLocationInRequest is required. This parameter determines whether client credentials are " +
      `included in the request header or body during token acquisition. The token endpoint ${tokenEndpoint} ` +
      `answered ${status}: ${text.slice(0, SHOWN)}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
