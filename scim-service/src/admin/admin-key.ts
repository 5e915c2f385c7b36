import { createHash, timingSafeEqual } from "node:crypto";
import { bearerToken } from "../http/authenticate.ts";
import type { WrongCredentials } from "../http/wrong-credentials.ts";
import { ScimError } from "../scim/error.ts";

/**
 * A check of the `Authorization` header against the admin key; without a key in the configuration there is no admin API.
 * The check throws a {@link ScimError} 401 or 404.
 */
export function requireAdminKey(
  adminKey: string | undefined,
  wrongCredentials: WrongCredentials,
): (header: string | undefined) => Promise<void> {
  const expected = adminKey === undefined ? undefined : sha256(adminKey);
  return async (header) => {
    if (!expected)
      throw new ScimError(404, "The admin API is off: the service was started without ADMIN_KEY");
    const given = bearerToken(header);
    if (given !== undefined && timingSafeEqual(sha256(given), expected)) return;
    if (given !== undefined) await wrongCredentials.holdBack("admin key");
    throw new ScimError(401, "The admin key is missing or wrong", undefined, {
      "WWW-Authenticate": 'Bearer realm="admin"',
    });
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
