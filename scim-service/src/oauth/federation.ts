import { decodeJwt, errors, jwtVerify, type JWTPayload } from "jose";
import { z } from "zod";
import type { Service } from "../service.ts";
import { findTrust, noteTrustUsed, type TrustRow } from "../store/trusts.ts";
import { OAuthError } from "./error.ts";
import { IssuerError, type IssuerKeys } from "./issuer-keys.ts";

/** RFC 7523 section 2.2. */
export const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** How far clocks may differ, in seconds. */
const TOLERANCE = 60;

/** What tells whose an assertion is; Entra puts the directory into `tid`. */
const claims = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), tid: z.string() });

/** One thing that is checked about an assertion, in this order; the first that fails ends the check. */
export interface Check {
  readonly check: "format" | "trust" | "directory" | "keys" | "signature" | "time";
  readonly passed: boolean;
  /** What was found where something else was expected. */
  readonly detail?: string;
}

/** The outcome for one assertion. */
export interface Verdict {
  readonly checks: readonly Check[];
  /** The trust that accepts it; undefined when a check failed. */
  readonly trust: (TrustRow & { readonly tenant: string }) | undefined;
}

/**
 * Checks an assertion as the token endpoint does. `jti` is not remembered: Entra's tokens have none, and one may be sent again
 * until it ends.
 */
export async function checkAssertion(
  { database }: Service,
  keys: IssuerKeys,
  assertion: string,
): Promise<Verdict> {
  const checks: Check[] = [];
  const failed = (check: Check["check"], detail: string): Verdict => {
    checks.push({ check, passed: false, detail });
    return { checks, trust: undefined };
  };
  const passed = (check: Check["check"]): void => {
    checks.push({ check, passed: true });
  };

  const claimed = claims.safeParse(decoded(assertion));
  if (!claimed.success) return failed("format", "It is no JWT with the texts iss, sub, aud and tid");
  passed("format");
  const { iss: issuer, sub: subject, aud: audience, tid } = claimed.data;
  const trust = await findTrust(database, { issuer, subject, audience });
  if (!trust) {
    const named = `issuer ${issuer}, subject ${subject}, audience ${audience}`.slice(0, 500);
    return failed("trust", `There is no trust for ${named}`);
  }
  passed("trust");
  if (trust.directory !== tid)
    return failed("directory", `tid is ${tid}; the trust is for ${trust.directory}`);
  passed("directory");
  return verify(keys, assertion, trust, checks);
}

async function verify(
  keys: IssuerKeys,
  assertion: string,
  trust: NonNullable<Verdict["trust"]>,
  checks: Check[],
): Promise<Verdict> {
  try {
    const found = await keys.of(trust.issuer);
    checks.push({ check: "keys", passed: true });
    await jwtVerify(assertion, found, {
      algorithms: ["RS256"],
      issuer: trust.issuer,
      audience: trust.audience,
      clockTolerance: TOLERANCE,
      requiredClaims: ["exp"],
    });
    checks.push({ check: "signature", passed: true }, { check: "time", passed: true });
    return { checks, trust };
  } catch (error) {
    checks.push(...failureOf(error));
    return { checks, trust: undefined };
  }
}

function failureOf(error: unknown): Check[] {
  if (error instanceof IssuerError) return [{ check: "keys", passed: false, detail: error.message }];
  if (error instanceof errors.JWKSTimeout) {
    return [{ check: "keys", passed: false, detail: "The issuer's keys did not come in time" }];
  }
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
    return [
      { check: "signature", passed: true },
      { check: "time", passed: false, detail: error.message },
    ];
  }
  if (error instanceof errors.JOSEError)
    return [{ check: "signature", passed: false, detail: error.message }];
  const detail = error instanceof Error ? error.message : String(error);
  return [{ check: "keys", passed: false, detail: `The issuer's keys cannot be had: ${detail}` }];
}

/**
 * The trust by which an assertion is accepted.
 *
 * @throws {OAuthError} `invalid_client` that says which kind of check failed, and nothing about other tenants' trusts.
 */
export async function acceptAssertion(
  service: Service,
  keys: IssuerKeys,
  assertion: string,
): Promise<{ readonly trust: string; readonly tenant: string }> {
  const { checks, trust } = await checkAssertion(service, keys, assertion);
  if (trust) {
    await noteTrustUsed(service.database, trust.id);
    return { trust: trust.id, tenant: trust.tenant };
  }
  await service.wrongCredentials.holdBack("assertion");
  const last = checks.at(-1)?.check ?? "format";
  throw new OAuthError("invalid_client", `The client_assertion is not accepted: ${REASONS[last]}`);
}

const REASONS: Readonly<Record<Check["check"], string>> = {
  format: "it is no JWT with the texts iss, sub, aud and tid",
  trust: "nobody of this issuer, subject and audience is trusted",
  directory: "tid is another directory than the trust's",
  keys: "the keys of its issuer cannot be had",
  signature: "its signature is wrong",
  time: "it has expired or is not valid yet",
};

function decoded(assertion: string): JWTPayload | undefined {
  try {
    return decodeJwt(assertion);
  } catch {
    return undefined;
  }
}
