import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";

/** A secret of a vault. */
export interface VaultSecret {
  /** Values by version, the newest last. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether the caller may read it. @default true */
  readonly allowed?: boolean;
  /** How often a request for it is refused with 429 first. @default 0 */
  readonly throttled?: number;
}

const claims = z.object({ aud: z.string(), appid: z.string(), exp: z.number() });
const RESOURCE = "https://vault.azure.net";

/**
 * The part of Azure Key Vault that reads secrets, with the service's own answers:
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret and
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export class KeyVault {
  readonly #url: string;
  readonly #tenant: string;
  readonly #secrets: Readonly<Record<string, VaultSecret>>;
  readonly #refused = new Map<string, number>();
  /** Status and path of each answer. */
  readonly answers: string[] = [];

  constructor(url: string, tenant: string, secrets: Readonly<Record<string, VaultSecret>>) {
    this.#url = url;
    this.#tenant = tenant;
    this.#secrets = secrets;
  }

  answer(incoming: IncomingMessage, response: ServerResponse): void {
    const url = new URL(incoming.url ?? "", this.#url);
    const { status, headers = {}, body } = this.#answerTo(url, incoming.headers.authorization);
    this.answers.push(`${status} ${url.pathname}`);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(JSON.stringify(body));
  }

  #answerTo(url: URL, authorization: string | undefined): Answer {
    if (!url.searchParams.has("api-version")) {
      return refusal(400, "BadParameter", "The api-version query parameter must be specified.");
    }
    const caller = authorization && callerOf(authorization);
    if (!caller || caller.aud !== RESOURCE || caller.exp * 1000 < Date.now()) {
      const code = caller
        ? "AKV10022: Invalid audience."
        : "AKV10000: Request is missing a Bearer or PoP token.";
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${this.#tenant}", resource="${RESOURCE}"`;
      return { ...refusal(401, "Unauthorized", code), headers: { "www-authenticate": challenge } };
    }
    const [, , name = "", version] = url.pathname.split("/");
    return this.#secret(name, version === "" ? undefined : version, caller.appid);
  }

  #secret(name: string, version: string | undefined, caller: string): Answer {
    const { versions, allowed = true, throttled = 0 } = this.#secrets[name] ?? { versions: {} };
    if (!allowed) {
      const said = [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        `Caller: appid=${caller}`,
        "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
        "Assignment: (not found)",
      ];
      return refusal(403, "Forbidden", said.join("\r\n"), { innererror: { code: "ForbiddenByRbac" } });
    }
    const refused = this.#refused.get(name) ?? 0;
    if (refused < throttled) {
      this.#refused.set(name, refused + 1);
      const said = "Request was not processed because too many requests were received.";
      return { ...refusal(429, "Throttled", said), headers: { "retry-after": "1" } };
    }
    const id = version ?? Object.keys(versions).at(-1) ?? "";
    const value = versions[id];
    if (value === undefined) {
      const said = `A secret with (name/id) ${name}${version === undefined ? "" : `/${version}`} was not found in this key vault.`;
      return refusal(404, "SecretNotFound", said);
    }
    const attributes = { enabled: true, created: 1764000000, updated: 1764000000 };
    return { status: 200, body: { value, id: `${this.#url}/secrets/${name}/${id}`, attributes } };
  }
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

function refusal(status: number, code: string, message: string, more: object = {}): Answer {
  return { status, body: { error: { code, message, ...more } } };
}

function callerOf(authorization: string): z.output<typeof claims> {
  const payload = authorization.split(".")[1] ?? "";
  return claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
}
