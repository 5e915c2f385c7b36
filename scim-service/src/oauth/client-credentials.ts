import type { Service } from "../service.ts";
import { findClientSecret } from "../store/clients.ts";
import { isResourceId } from "../store/resource-id.ts";
import { OAuthError } from "./error.ts";

/** What a client presents: its identifier and a secret. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;

/**
 * The credentials of a token request, in the header or in the body (RFC 6749 section 2.3.1); undefined when there are none.
 *
 * @throws {OAuthError} `invalid_request` when they are in both places, `invalid_client` when the header cannot be read.
 */
export function readCredentials(
  header: string | undefined,
  form: ReadonlyMap<string, string>,
): ClientCredentials | undefined {
  const [id, secret] = [form.get("client_id"), form.get("client_secret")];
  if (header === undefined) {
    return id === undefined || secret === undefined ? undefined : { id, secret };
  }
  if (secret !== undefined) {
    throw new OAuthError(
      "invalid_request",
      "The client signs in by the Authorization header and by the body",
    );
  }
  const [, encoded] = BASIC.exec(header) ?? [];
  if (encoded === undefined) {
    throw new OAuthError(
      "invalid_client",
      "The Authorization header is not Basic with a client id and a secret",
    );
  }
  const [first = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: formDecoded(first), secret: formDecoded(rest.join(":")) };
}

/** Both halves are form-encoded before they are joined; text that is not is taken as it is. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/**
 * The secret that a client signed in with.
 *
 * @throws {OAuthError} `invalid_client` that says the same whether client or secret is unknown, expired or revoked.
 */
export async function authenticateClient(
  { database, wrongCredentials }: Service,
  { id, secret }: ClientCredentials,
): Promise<{ readonly secret: string; readonly tenant: string }> {
  const found = isResourceId(id) ? await findClientSecret(database, id, secret) : undefined;
  if (found) return { secret: found.id, tenant: found.tenant };
  await wrongCredentials.holdBack("client secret");
  throw new OAuthError("invalid_client", "The client or its secret is unknown, expired or revoked");
}
