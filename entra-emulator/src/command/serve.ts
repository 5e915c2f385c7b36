import type { Directory } from "../directory/model.ts";
import { type EmulatorOptions, startEmulator } from "../emulator.ts";
import { applyDirectory } from "../tenant/apply-directory.ts";

interface ServeOptions extends EmulatorOptions {
  readonly directory: Directory;
  /** Whether a tenant that was kept is to be brought to what the directory says. */
  readonly update: boolean;
}

/** Serves until SIGINT or SIGTERM, with cycles that run by themselves as time passes. */
export async function serve({ update, ...options }: ServeOptions): Promise<void> {
  const emulator = await startEmulator({ ...options, settings: { automaticCycles: true } });
  if (update) applyDirectory(emulator.store, options.directory);
  const { caCertificateFile, clientId, clientSecret, origin, store, tenantId } = emulator;
  const { domain, groups, users } = store.tenant;
  const curl = `curl --cacert ${caCertificateFile}`;
  console.log(`Entra emulator on ${origin}, tenant ${domain} with ${users.size} users and ${groups.size} groups.

For Pulumi's azuread and for azidentity:
  export SSL_CERT_FILE=${caCertificateFile} NODE_EXTRA_CA_CERTS=${caCertificateFile}
  export ARM_METADATA_HOSTNAME=${new URL(origin).host} ARM_TENANT_ID=${tenantId}
  export ARM_CLIENT_ID=${clientId} ARM_CLIENT_SECRET=${clientSecret}

A token, and what was asked so far:
  ${curl} -d grant_type=client_credentials -d client_id=${clientId} -d client_secret=${clientSecret} \\
    -d scope=${origin}/.default ${origin}/${tenantId}/oauth2/v2.0/token
  ${curl} ${origin}/emulator/requests

Ctrl-C stops it.`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
  await emulator.close();
}
