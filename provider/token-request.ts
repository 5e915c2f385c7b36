import { z } from "zod";
import type { Context } from "./context.ts";
import { GUIDE } from "./guide.ts";
import { ProviderError } from "./runtime/error.ts";
import type { HttpReply } from "./runtime/http/reply.ts";
import { DEFAULT_RETRY_POLICY } from "./runtime/http/retry-policy.ts";
import { UnreachableError } from "./runtime/http/unreachable-error.ts";

/** An OAuth 2.0 client and where it gets its tokens. */
export interface TokenRequest {
  readonly tokenAddress: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

/** How long a token endpoint that does not answer is asked again, in milliseconds. */
const DEFAULT_BUDGET = 60_000;

/** RFC 6749 section 5.1. */
const granted = z.object({ access_token: z.string().min(1), token_type: z.string().regex(/^bearer$/i) });
/** RFC 6749 section 5.2. */
const refused = z.object({ error: z.string().max(100), error_description: z.string().max(1_000).optional() });

/** By the code of a refusal: which of the three settings is wrong, and what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  invalid_client:
    "The client is wrong: compare the client id and the secret with the product's portal; the secret may have expired.",
  unauthorized_client:
    "The client is wrong: it may not use client credentials. Allow it in the product's portal.",
  invalid_scope: "The scope is wrong: leave it out, or take the one that the product's documentation names.",
  unsupported_grant_type:
    "The token address is wrong: what answers there knows no client credentials. Compare it with the product's documentation.",
};

/**
 * Asks for an access token (RFC 6749 section 4.4), with the client in the Authorization header.
 *
 * @throws {ProviderError} that says which of token address, client and scope is wrong; never the secret.
 */
export async function requestToken(request: TokenRequest, context: Context): Promise<string> {
  const reply = await send(request, context);
  const parsed = granted.safeParse(jsonOf(reply));
  if (reply.status === 200 && parsed.success) return parsed.data.access_token;
  const refusal = refused.safeParse(jsonOf(reply));
  const advice = refusal.success
    ? (REFUSALS[refusal.data.error] ?? "Ask the product's support what this code stands for.")
    : "The token address is wrong: what answers there is no OAuth 2.0 token endpoint. Compare it with the product's documentation.";
  const said = refusal.success ? `${refusal.data.error}: ${refusal.data.error_description ?? ""}` : "";
  throw failure(request, `answered ${reply.status}${said === "" ? "" : ` ${said.trim()}`}. ${advice}`);
}

async function send(request: TokenRequest, context: Context): Promise<HttpReply> {
  const { tokenAddress, clientId, clientSecret, scope } = request;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    ...(scope === undefined ? {} : { scope }),
  });
  try {
    return await context.http.send(
      {
        method: "POST",
        url: tokenAddress,
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          authorization: basic(clientId, clientSecret),
        },
        body: form.toString(),
      },
      context,
      { ...DEFAULT_RETRY_POLICY, budget: context.timeout ?? DEFAULT_BUDGET },
    );
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw failure(request, `is out of reach: ${error.reason}. Check the token address and the way to it.`);
  }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((half) => encodeURIComponent(half).replaceAll("%20", "+"));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}

function failure({ tokenAddress, clientSecret }: TokenRequest, what: string): ProviderError {
  return new ProviderError(
    `Step ${GUIDE.secretToken.number} of the guide (${GUIDE.secretToken.name}): ${tokenAddress} ` +
      what.replaceAll(clientSecret, "[secret]"),
  );
}

function jsonOf({ text }: HttpReply): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
