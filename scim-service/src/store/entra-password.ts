/** The database's resource in Entra (Azure Database for PostgreSQL, "Use Microsoft Entra ID for authentication"). */
const SCOPE = "https://ossrdbms-aad.database.windows.net/.default";

/** A workload identity, as AKS describes it in the environment of a pod. */
export interface WorkloadIdentity {
  readonly clientId: string;
  readonly tenantId: string;
  /** File with the service account's token, renewed by the cluster. */
  readonly tokenFilePath: string;
}

/**
 * What gives the password of each new connection: an access token of the identity, which Entra and the SDK renew. The SDK
 * is loaded only here, because most installations have a password and need none of it.
 */
export function entraPassword(identity: WorkloadIdentity): () => Promise<string> {
  const credential = import("@azure/identity").then(
    ({ WorkloadIdentityCredential }) => new WorkloadIdentityCredential({ ...identity }),
  );
  return async () => (await (await credential).getToken(SCOPE)).token;
}
