import { timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** A refused sign-in, as the token endpoint tells it. */
export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly status: number;
  readonly error: string;
  /** The number behind `AADSTS`. */
  readonly code: number;

  constructor(status: number, error: string, code: number, message: string) {
    super(`AADSTS${code}: ${message}`);
    this.status = status;
    this.error = error;
    this.code = code;
  }
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const assertionClaims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number().optional(),
});

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Checks a client credentials grant: by client secret, or by an assertion signed with a certificate (issued by the client
 * itself) or by a trusted issuer (federated). Nothing tells the emulator which certificates and issuers are trusted, so
 * of an assertion only the claims are checked, not the signature. Throws `LoginError`.
 */
export function checkClientCredentials(form: URLSearchParams, expected: Credentials): void {
  const grant = form.get("grant_type");
  if (grant !== "client_credentials") {
    throw new LoginError(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${grant ?? ""}'.`,
    );
  }
  const clientId = form.get("client_id") ?? "";
  const assertion = form.get("client_assertion");
  if (clientId.toLowerCase() !== expected.clientId.toLowerCase()) {
    throw new LoginError(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory.`,
    );
  }
  if (assertion !== null) return checkAssertion(form, assertion, expected.clientId);
  if (!equal(form.get("client_secret") ?? "", expected.clientSecret)) {
    throw new LoginError(
      401,
      "invalid_client",
      7000215,
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
    );
  }
}

function checkAssertion(form: URLSearchParams, assertion: string, clientId: string): void {
  if (form.get("client_assertion_type") !== JWT_BEARER)
    throw invalidAssertion("client_assertion_type is not jwt-bearer.");
  const claims = assertionClaims.safeParse(decodePayload(assertion));
  if (!claims.success) throw invalidAssertion("it is not a JWT with iss, sub and aud.");
  const { iss, sub, exp } = claims.data;
  const ownCertificate = iss === clientId && sub === clientId;
  if (!ownCertificate && !iss.startsWith("https://"))
    throw invalidAssertion(`issuer '${iss}' is not trusted.`);
  if (exp !== undefined && exp < Date.now() / 1000) throw invalidAssertion("it has expired.");
}

function invalidAssertion(why: string): LoginError {
  return new LoginError(401, "invalid_client", 700027, `Client assertion failed: ${why}`);
}

function decodePayload(jwt: string): unknown {
  const parts = jwt.split(".");
  if (parts.length !== 3) return null;
  try {
    return JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString());
  } catch {
    return null;
  }
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
