import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import { ScimError, badRequest } from "../scim/error.ts";
import type { Queries } from "./database.ts";

/** How long a cursor can be used, in seconds; `/ServiceProviderConfig` tells. */
export const CURSOR_TIMEOUT = 3_600;

/** Where a client is in a list. */
export interface Position {
  /** What identifies the list (type, filter, order): a cursor continues only the list that it came from. */
  readonly fingerprint: string;
  /** The last row's sort key, if the list is sorted, and its id. */
  readonly last: readonly (string | null)[];
}

const content = z.object({
  t: z.int(),
  w: z.string(),
  l: z.array(z.string().nullable()),
  e: z.number(),
});

const CIPHER = "aes-256-gcm";
/** Bytes of a nonce and of the tag that authenticates a cursor. */
const NONCE = 12;
const TAG = 16;

/**
 * Makes and reads pagination cursors (RFC 9865): sealed with a secret that all replicas share through the database, so
 * that nobody can read or change one, and bound to the tenant.
 */
export class Cursors {
  readonly #queries: Queries;
  #secret: Promise<Buffer> | undefined;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  async make(tenant: number, { fingerprint, last }: Position): Promise<string> {
    const expires = Math.floor(Date.now() / 1_000) + CURSOR_TIMEOUT;
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, await this.#key(), nonce);
    const sealed = [
      cipher.update(JSON.stringify({ t: tenant, w: fingerprint, l: last, e: expires })),
      cipher.final(),
    ];
    return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString("base64url");
  }

  /**
   * @returns the last row's keys.
   * @throws {ScimError} 400 `invalidCursor` or `expiredCursor`.
   */
  async read(cursor: string, tenant: number, fingerprint: string): Promise<readonly (string | null)[]> {
    const parsed = content.safeParse(await this.#open(cursor));
    if (!parsed.success || parsed.data.t !== tenant || parsed.data.w !== fingerprint) {
      throw badRequest("invalidCursor", "The cursor is not one of this list; start again without it");
    }
    if (parsed.data.e < Date.now() / 1_000) {
      throw new ScimError(400, "The cursor is too old; start again without it", "expiredCursor");
    }
    return parsed.data.l;
  }

  /** What a cursor holds; undefined where it was made elsewhere or changed. */
  async #open(cursor: string): Promise<unknown> {
    const bytes = Buffer.from(cursor, "base64url");
    // Another encoding of the same bytes is a changed cursor, too.
    if (bytes.length < NONCE + TAG || bytes.toString("base64url") !== cursor) return undefined;
    const decipher = createDecipheriv(CIPHER, await this.#key(), bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    });
    decipher.setAuthTag(bytes.subarray(-TAG));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
      return JSON.parse(text.toString());
    } catch {
      return undefined;
    }
  }

  #key(): Promise<Buffer> {
    return (this.#secret ??= this.#readSecret());
  }

  async #readSecret(): Promise<Buffer> {
    try {
      const [row] = await this.#queries.query<{ secret: Buffer }>(
        { text: "select secret from scim.installation" },
        [],
      );
      if (!row) throw new Error("scim.installation is empty");
      return row.secret;
    } catch (error) {
      this.#secret = undefined;
      throw error;
    }
  }
}
