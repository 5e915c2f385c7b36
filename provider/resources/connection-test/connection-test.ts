import { z } from "zod";
import type { Context, EntraResource } from "../../context.ts";
import { findJob, type SynchronizationCredential, validateCredentials } from "../../graph/synchronization.ts";
import { formatJobReference, jobId, servicePrincipalId } from "../../identifiers.ts";
import { END_QUARANTINE, quarantineOf } from "../../job-health.ts";
import { explainFailedTest } from "./failed-test.ts";

/** The secrets by which Entra signs in by OAuth 2.0 client credentials (Graph: synchronizationSecret). */
const oauthSecrets = z.object({
  clientId: z.string().min(1).describe("`Oauth2ClientId`."),
  clientSecret: z.string().min(1).describe("`Oauth2ClientSecret`."),
  tokenAddress: z.string().min(1).describe("`Oauth2TokenExchangeUri`: where Entra renews the access token."),
  accessToken: z.string().min(1).describe("`Oauth2AccessToken`: the one to begin with."),
  createdAt: z.string().min(1).describe("`Oauth2AccessTokenCreationTime`, ISO 8601 in UTC."),
});

const inputs = z
  .object({
    servicePrincipalId,
    jobId,
    baseAddress: z
      .url({
        protocol: /^https?$/,
        error: "must be the tenant URL, such as https://scim.contoso.com/scim/v2",
      })
      .describe("The tenant URL with its flags, as it is in the secret `BaseAddress`. A change tests again."),
    secretToken: z
      .string()
      .min(1, "must not be empty")
      .optional()
      .describe(
        "The secret token, as it is in the secret `SecretToken`. Either this or `oauth`. A change tests again.",
      ),
    oauth: oauthSecrets
      .optional()
      .describe("How Entra signs in by OAuth 2.0 client credentials. A change tests again."),
  })
  // Also when something else is wrong, so that all mistakes are reported at once.
  .refine(({ secretToken, oauth }) => (secretToken === undefined) !== (oauth === undefined), {
    path: ["secretToken"],
    error: "must be given, or oauth instead of it, and not both",
    when: ({ value }) => typeof value === "object" && value !== null,
  });

const state = z.object({
  testedAt: z.string().describe("When the connection was last tested and good, ISO 8601 in UTC."),
});

type Inputs = z.output<typeof inputs>;
type State = z.output<typeof state>;

/** The guide's "Test Connection". Nothing of it is kept in Entra. */
export const connectionTest: EntraResource<typeof inputs, typeof state> = {
  type: "ConnectionTest",
  description:
    'The guide\'s "Test Connection": Entra calls the SCIM endpoint with the URL and the credentials. A test that fails ' +
    "stops the deployment with Entra's code, the likely cause and the fix. Runs again when one of them changes.",
  example: `
servicePrincipalId: \${application.servicePrincipalId}
jobId: \${application.jobId}
baseAddress: https://scim.contoso.com/scim/v2
secretToken: \${scimToken.token}`,
  inputs,
  state,
  secrets: ["secretToken", "oauth"],
  replaceOn: ["servicePrincipalId", "jobId"],
  stable: [],

  async create(inputs, context) {
    return { id: formatJobReference(inputs), state: await test(inputs, context) };
  },

  async read(_id, recorded, context) {
    if (recorded === undefined) return undefined;
    return (await findJob(recorded.inputs, context)) === undefined ? undefined : recorded;
  },

  update: (_recorded, inputs, context) => test(inputs, context),

  delete: () => Promise.resolve(),
};

async function test(inputs: Inputs, context: Context): Promise<State> {
  context.log.progress("Entra is calling the SCIM endpoint");
  try {
    await validateCredentials(inputs, credentialsOf(inputs), context);
  } catch (error) {
    throw explainFailedTest(error, inputs);
  }
  await warnOfQuarantine(inputs, context);
  return { testedAt: new Date().toISOString() };
}

/** What Entra is to try instead of what it has. */
function credentialsOf({ baseAddress, secretToken, oauth }: Inputs): SynchronizationCredential[] {
  const address = { key: "BaseAddress", value: baseAddress } as const;
  if (!oauth) return [address, { key: "SecretToken", value: secretToken ?? "" }];
  return [
    address,
    { key: "Oauth2ClientId", value: oauth.clientId },
    { key: "Oauth2ClientSecret", value: oauth.clientSecret },
    { key: "Oauth2TokenExchangeUri", value: oauth.tokenAddress },
    { key: "Oauth2AccessToken", value: oauth.accessToken },
    { key: "Oauth2AccessTokenCreationTime", value: oauth.createdAt },
  ];
}

/** A quarantine outlasts its cause: Entra retries less and less often, down to once a day. */
async function warnOfQuarantine(inputs: Inputs, context: Context): Promise<void> {
  const job = await findJob(inputs, context);
  const quarantine = job && quarantineOf(job);
  if (quarantine === undefined) return;
  context.log.warn(
    `The connection works, but Entra keeps the job in quarantine (${quarantine.error ?? quarantine.reason}) and tries ` +
      `again only at ${quarantine.nextAttempt}. ${END_QUARANTINE}`,
  );
}
