import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { type ProvisioningSettings, readSettings } from "./settings.ts";
import { ScimHttp } from "./wire/client.ts";
import { bearerToken, type IssueAssertion } from "./wire/sign-in.ts";

/** The endpoint of a job and the settings that its secrets hold. */
export interface Target {
  readonly settings: ProvisioningSettings;
  /** To be closed by the caller. */
  readonly http: ScimHttp;
}

export interface TargetOptions {
  readonly connections: number;
  /** GUID that all requests carry in `ADSCIMVersion`. */
  readonly activityId: string;
  readonly issueAssertion: IssueAssertion;
}

/**
 * Signs in at the job's endpoint, as its secrets or its connectivity say.
 *
 * @throws {TargetError} when the address is not a URL, or the token endpoint gives no token
 */
export async function openTarget(
  store: TenantStore,
  job: SynchronizationJob,
  { connections, activityId, issueAssertion }: TargetOptions,
): Promise<Target> {
  const { clock, tenant } = store;
  const secrets = tenant.secrets.get(job.servicePrincipalId) ?? new Map<string, string>();
  const settings = readSettings(secrets);
  const token = await bearerToken({ secrets, job, issueAssertion, now: clock.now() });
  if (job.connectivity === undefined && !secrets.has("SecretToken")) keepRenewed(store, secrets, token);
  const http = new ScimHttp(settings.base, { token, connections, activityId, now: () => clock.now() });
  return { settings, http };
}

/** A renewed access token takes the place of the old one, so that it is used until it is old itself. */
function keepRenewed(store: TenantStore, secrets: Map<string, string>, token: string): void {
  const known = secrets.get("Oauth2AccessToken");
  if (known === undefined || known === token) return;
  secrets.set("Oauth2AccessToken", token);
  secrets.set("Oauth2AccessTokenCreationTime", store.clock.now().toISOString());
  store.touch();
}
