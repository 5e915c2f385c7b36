import { ScimError } from "../scim/error.ts";

/** How long the answer to a wrong credential is held back, in milliseconds: two guesses a second over one connection. */
const HELD_BACK = 500;
/** Most answers that are held back at the same time: each keeps its request in memory. */
const MOST = 1_000;

/** What somebody can guess at. */
export const CREDENTIAL_KINDS = ["token", "admin key", "client secret", "assertion"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/**
 * Slows down whoever guesses tokens or admin keys. Only the answer to a wrong one is held back: behind a gateway everybody
 * comes from one address, so a limit for an address would lock out those with a right one.
 */
export class WrongCredentials {
  readonly #count: (kind: CredentialKind) => void;
  #heldBack = 0;

  constructor(count: (kind: CredentialKind) => void) {
    this.#count = count;
  }

  /**
   * Counts a wrong credential and waits; the caller then answers 401.
   *
   * @throws {ScimError} 429 with `Retry-After` when too many wait already.
   */
  async holdBack(kind: CredentialKind): Promise<void> {
    this.#count(kind);
    if (this.#heldBack >= MOST) {
      throw new ScimError(
        429,
        "Too many requests come with a wrong token or key. Try again in 1 s",
        undefined,
        {
          "Retry-After": "1",
        },
      );
    }
    this.#heldBack += 1;
    await new Promise((resolve) => {
      setTimeout(resolve, HELD_BACK);
    });
    this.#heldBack -= 1;
  }
}
