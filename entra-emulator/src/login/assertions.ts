import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";

/** Whom an assertion speaks for, and to whom. */
export interface AssertionRequest {
  /** Application id of the workload that the SCIM endpoint's token endpoint trusts: a bare GUID, not `api://…`. */
  readonly audience: string;
  /** Object id of the service principal that provisions. */
  readonly objectId: string;
  /** Its application id. */
  readonly appId: string;
}

/** 65 minutes, as observed of the real service. */
const LIFETIME_S = 65 * 60;

/**
 * The assertions by which the provisioning service signs in at a SCIM endpoint with workload identity federation: Entra's
 * access tokens of version 2.0, without `jti` and `roles`, by a key that is good for this process only.
 */
export class FederatedAssertions {
  readonly #issuer: () => string;
  #key: ReturnType<typeof newKey> | undefined;

  /** `issuer` gives `https://HOST/TENANT/v2.0`, whose `discovery/v2.0/keys` has the public key. */
  constructor(issuer: () => string) {
    this.#issuer = issuer;
  }

  /** A signed assertion, good from now on by the machine's clock, as token endpoints check it. */
  async issue({ audience, objectId, appId }: AssertionRequest): Promise<string> {
    const { privateKey, kid } = await this.#keyPair();
    const issuer = this.#issuer();
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      tid: new URL(issuer).pathname.split("/")[1],
      oid: objectId,
      azp: appId,
      azpacr: "2",
      uti: randomBytes(16).toString("base64url"),
      ver: "2.0",
    })
      .setProtectedHeader({ typ: "JWT", alg: "RS256", kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(objectId)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + LIFETIME_S)
      .sign(privateKey);
  }

  /** The public key, as `discovery/v2.0/keys` serves it. */
  async jwks(): Promise<JSONWebKeySet> {
    const { publicKey, kid } = await this.#keyPair();
    return { keys: [{ ...(await exportJWK(publicKey)), use: "sig", alg: "RS256", kid }] };
  }

  /** Made when it is first needed: an RSA key takes a moment. */
  #keyPair(): ReturnType<typeof newKey> {
    this.#key ??= newKey();
    return this.#key;
  }
}

async function newKey() {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return { privateKey, publicKey, kid: randomBytes(20).toString("base64url") };
}
