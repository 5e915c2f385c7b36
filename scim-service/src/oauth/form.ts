import type { IncomingMessage } from "node:http";
import { OAuthError } from "./error.ts";

/** Most bytes of a token request: an assertion has about 2,000. */
const MAX_FORM = 16_384;
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * Reads the parameters of a token request (RFC 6749 section 3.2): form-encoded, none of them twice; an empty value counts as
 * left out.
 *
 * @throws {OAuthError} `invalid_request` that says what is wrong.
 */
export async function readForm(request: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  const type = request.headers["content-type"] ?? "";
  if (!FORM.test(type)) {
    throw new OAuthError("invalid_request", "Send Content-Type: application/x-www-form-urlencoded");
  }
  let text = "";
  for await (const chunk of request.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.length > MAX_FORM) {
      throw new OAuthError("invalid_request", `The request is longer than ${MAX_FORM} characters`);
    }
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name)) throw new OAuthError("invalid_request", `${name} is given twice`);
    if (value !== "") form.set(name, value);
  }
  return form;
}
