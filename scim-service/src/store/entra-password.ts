/** The database's resource in Entra (Azure Database for PostgreSQL, "Use Microsoft Entra ID for authentication"). */
const SCOPE = "https://ossrdbms-aad.database.windows.net/.default";

/** A workload identity, as AKS describes it in the environment of a pod. */
export interface WorkloadIdentity {
  readonly clientId: string;
  readonly tenantId: string;
  /** File with the service account's token, renewed by the cluster. */
  readonly tokenFilePath: string;
}

/** Entra gives no password for the database; the message says why. */
export class EntraPasswordError extends Error {
  override readonly name = "EntraPasswordError";
}

/**
 * The password of each new connection: an access token of the identity, which Entra and the SDK renew. The SDK is loaded
 * only here, because most installations have a password and need none of it.
 */
export class EntraPassword {
  readonly #credential;
  #asked = 0;

  constructor(identity: WorkloadIdentity) {
    this.#credential = import("@azure/identity").then(
      ({ WorkloadIdentityCredential }) => new WorkloadIdentityCredential({ ...identity }),
    );
  }

  /** Whether somebody waits for Entra right now. */
  get isAwaited(): boolean {
    return this.#asked > 0;
  }

  /** @throws {EntraPasswordError} */
  async next(): Promise<string> {
    this.#asked += 1;
    try {
      return (await (await this.#credential).getToken(SCOPE)).token;
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      throw new EntraPasswordError(`Microsoft Entra gives no password for the database: ${reason}`, {
        cause: error,
      });
    } finally {
      this.#asked -= 1;
    }
  }
}
