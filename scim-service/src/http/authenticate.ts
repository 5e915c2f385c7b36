import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
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

interface Known {
  readonly header: string;
  readonly principal: Principal;
  readonly until: number;
}

/**
 * Whom the last token of each connection speaks for, as long as its look-up may be used. A client sends the same header
 * again and again, and it is not taken apart, hashed and looked for each time. The comparison may end at the first
 * characters that differ, but at eight a step: nobody finds out 48 random bits of a token by the nanoseconds of one.
 */
const known = new WeakMap<Socket, Known>();

/** Who a request speaks for, if its connection has just said so. */
export function knownPrincipal({ socket, headers }: IncomingMessage): Principal | undefined {
  const last = known.get(socket);
  const isKnown = last?.header === headers.authorization && performance.now() < (last?.until ?? 0);
  return isKnown ? last?.principal : undefined;
}

/**
 * Who the `Authorization` header of a request speaks for.
 *
 * @throws {ScimError} 401 that says the same whether the token is missing, wrong, expired or revoked.
 */
export async function authenticate(
  { tokens, wrongCredentials }: Service,
  { socket, headers: { authorization: header } }: IncomingMessage,
): Promise<Principal> {
  const token = bearerToken(header);
  const answer = token === undefined ? undefined : await tokens.lookUp(token);
  if (header !== undefined && answer?.principal) {
    const { principal, until } = answer;
    known.set(socket, { header, principal, until });
    return principal;
  }
  if (token !== undefined) await wrongCredentials.holdBack("token");
  throw new ScimError(
    401,
    "The bearer token is missing, wrong, expired or revoked. Enter a current token as the Secret Token in Entra",
    undefined,
    { "WWW-Authenticate": `Bearer realm="scim"${token === undefined ? "" : ', error="invalid_token"'}` },
  );
}
