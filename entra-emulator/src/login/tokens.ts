import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const claims = z.object({
  oid: z.string(),
  appid: z.string(),
  roles: z.array(z.string()),
  exp: z.number(),
});

export type AccessTokenClaims = z.infer<typeof claims>;

/** Seconds for which an access token is good; azuread renews one on every call that lasts 20 minutes or less. */
export const TOKEN_LIFETIME = 3599;

/** Access tokens in the shape of Entra's, good for this process only. Times are of the machine's clock, as clients check them. */
export class AccessTokens {
  readonly #key = randomBytes(32);

  issue(
    given: Omit<AccessTokenClaims, "exp"> & {
      readonly tid: string;
      readonly iss: string;
      readonly aud: string;
    },
  ): string {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      ...given,
      sub: given.oid,
      idtyp: "app",
      ver: "1.0",
      iat: now,
      nbf: now,
      exp: now + TOKEN_LIFETIME,
    };
    const content = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(payload)}`;
    return `${content}.${this.#sign(content)}`;
  }

  /** The claims of a token that was issued here and has not expired, else `undefined`. */
  verify(token: string): AccessTokenClaims | undefined {
    const cut = token.lastIndexOf(".");
    const content = token.slice(0, Math.max(cut, 0));
    const given = Buffer.from(token.slice(cut + 1));
    const expected = Buffer.from(this.#sign(content));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const payload: unknown = JSON.parse(Buffer.from(content.split(".")[1] ?? "", "base64url").toString());
    const parsed = claims.safeParse(payload);
    return parsed.success && parsed.data.exp > Date.now() / 1000 ? parsed.data : undefined;
  }

  #sign(content: string): string {
    return createHmac("sha256", this.#key).update(content).digest("base64url");
  }
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
