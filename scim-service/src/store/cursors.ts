import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ScimError, badRequest } from "../scim/error.ts";
import type { Queries } from "./database.ts";

/** How long a cursor can be used, in seconds; `/ServiceProviderConfig` tells. */
export const CURSOR_TIMEOUT = 3_600;

/** What a walk through a list must go on with. */
export interface Position {
  /** What the walk is about (type, filter, order): a cursor continues only the walk that it came from. */
  readonly walk: string;
  /** The last row's sort key, if the list is sorted, and its id. */
  readonly last: readonly (string | null)[];
}

const content = z.object({
  t: z.int(),
  w: z.string(),
  l: z.array(z.string().nullable()),
  e: z.number(),
});

/**
 * Makes and reads pagination cursors (RFC 9865): opaque, signed with a secret that all replicas share through the
 * database, bound to the tenant.
 */
export class Cursors {
  private readonly queries: Queries;
  private secret: Promise<Buffer> | undefined;

  constructor(queries: Queries) {
    this.queries = queries;
  }

  async make(tenant: number, { walk, last }: Position): Promise<string> {
    const payload = JSON.stringify({
      t: tenant,
      w: walk,
      l: last,
      e: Math.floor(Date.now() / 1_000) + CURSOR_TIMEOUT,
    });
    const signature = await this.sign(payload);
    return `${Buffer.from(payload).toString("base64url")}.${signature.toString("base64url")}`;
  }

  /**
   * @returns the last row's keys.
   * @throws {ScimError} 400 `invalidCursor` or `expiredCursor`.
   */
  async read(cursor: string, tenant: number, walk: string): Promise<readonly (string | null)[]> {
    const invalid = badRequest("invalidCursor", "The cursor is not one of this list; start again without it");
    const [payload = "", signature = ""] = cursor.split(".");
    const text = Buffer.from(payload, "base64url").toString();
    const expected = await this.sign(text);
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalid;
    const parsed = content.safeParse(JSON.parse(text));
    if (!parsed.success || parsed.data.t !== tenant || parsed.data.w !== walk) throw invalid;
    if (parsed.data.e < Date.now() / 1_000) {
      throw new ScimError(400, "The cursor is too old; start again without it", "expiredCursor");
    }
    return parsed.data.l;
  }

  private async sign(text: string): Promise<Buffer> {
    this.secret ??= this.readSecret();
    return createHmac("sha256", await this.secret)
      .update(text)
      .digest();
  }

  private async readSecret(): Promise<Buffer> {
    try {
      const [row] = await this.queries.query<{ secret: Buffer }>(
        { text: "select secret from scim.installation" },
        [],
      );
      if (!row) throw new Error("scim.installation is empty");
      return row.secret;
    } catch (error) {
      this.secret = undefined;
      throw error;
    }
  }
}
