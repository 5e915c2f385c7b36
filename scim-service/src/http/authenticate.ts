import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import type { Principal } from "../store/tokens.ts";

/** RFC 6750 section 2.1, without its rule that `=` comes last; the length is ours. */
const TOKEN = String.raw`[\w.~+/=-]{1,512}`;
const BEARER = new RegExp(`^Bearer +(${TOKEN}) *$`, "i");
const WHOLE = new RegExp(`^${TOKEN}$`);

/** Whether an `Authorization` header can carry a text as its bearer token. */
export function isBearerToken(text: string): boolean {
  return WHOLE.test(text);
}

/** The token of an `Authorization: Bearer` header; undefined where there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : BEARER.exec(header)?.[1];
}

/**
 * Who an `Authorization` header speaks for.
 *
 * @throws {ScimError} 401 that says the same whether the token is missing, wrong, expired or revoked.
 */
export async function authenticate(
  { tokens, wrongCredentials }: Service,
  header: string | undefined,
): Promise<Principal> {
  const token = bearerToken(header);
  const principal = token === undefined ? undefined : await tokens.principal(token);
  if (principal) return principal;
  if (token !== undefined) await wrongCredentials.holdBack("token");
  throw new ScimError(
    401,
    "The bearer token is missing, wrong, expired or revoked. Enter a current token as the Secret Token in Entra",
    undefined,
    { "WWW-Authenticate": `Bearer realm="scim"${token === undefined ? "" : ', error="invalid_token"'}` },
  );
}
