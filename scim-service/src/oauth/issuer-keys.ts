import { LRUCache } from "lru-cache";
import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";

/** Microsoft's clouds. */
export const MICROSOFT_HOSTS = [
  "login.microsoftonline.com",
  "login.windows.net",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
] as const;

/** How long one answer of an identity provider may take, in milliseconds. */
const TIMEOUT = 5_000;
/** How long an issuer's keys are used before they are fetched again; a `kid` that is not among them is asked for at once. */
const KEYS_AGE = 3_600_000;
/** Least time between two fetches for a `kid` that is not there, so that made-up ones cause no flood. */
const COOLDOWN = 30_000;
const DISCOVERY_AGE = 86_400_000;
const MAX_ISSUERS = 1_000;
const MAX_DOCUMENT = 65_536;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https$/ }) });

/** The keys of an issuer cannot be had; the message says why, for an administrator. */
export class IssuerError extends Error {
  override readonly name = "IssuerError";
}

/** The signing keys of identity providers, found by OpenID Connect Discovery at hosts of an allow-list and nowhere else. */
export class IssuerKeys {
  readonly #hosts: ReadonlySet<string>;
  readonly #issuers: LRUCache<string, JWTVerifyGetKey>;

  /** @param hosts `host` or `host:port`, lower case. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts);
    this.#issuers = new LRUCache<string, JWTVerifyGetKey>({
      max: MAX_ISSUERS,
      ttl: DISCOVERY_AGE,
      fetchMethod: (issuer) => this.#discover(issuer),
    });
  }

  /**
   * The keys of an issuer.
   *
   * @throws {IssuerError} when its host is not allowed, does not answer in time, or answers something else.
   */
  async of(issuer: string): Promise<JWTVerifyGetKey> {
    this.#allowed(issuer);
    const keys = await this.#issuers.fetch(issuer);
    if (!keys) throw new IssuerError(`The keys of ${issuer} are not known`);
    return keys;
  }

  async #discover(issuer: string): Promise<JWTVerifyGetKey> {
    const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const found = discovery.safeParse(await readJson(address));
    if (!found.success) throw new IssuerError(`${address} is no OpenID configuration`);
    if (found.data.issuer !== issuer) {
      throw new IssuerError(`${address} speaks for another issuer: ${found.data.issuer.slice(0, 200)}`);
    }
    return createRemoteJWKSet(this.#allowed(found.data.jwks_uri), {
      timeoutDuration: TIMEOUT,
      cacheMaxAge: KEYS_AGE,
      cooldownDuration: COOLDOWN,
    });
  }

  #allowed(address: string): URL {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url?.protocol !== "https:") throw new IssuerError("An issuer is an https:// address");
    if (!this.#hosts.has(url.host)) {
      throw new IssuerError(`${url.host} is not among the hosts of FEDERATION_HOSTS`);
    }
    return url;
  }
}

async function readJson(address: string): Promise<unknown> {
  try {
    const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok || !response.body) throw new IssuerError(`${address} answered ${response.status}`);
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.length > MAX_DOCUMENT) throw new IssuerError(`${address} is larger than ${MAX_DOCUMENT}`);
    }
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof IssuerError) throw error;
    const reason = error instanceof Error ? (error.cause ?? error) : error;
    throw new IssuerError(
      `${address} does not answer: ${reason instanceof Error ? reason.message : String(reason)}`,
    );
  }
}
