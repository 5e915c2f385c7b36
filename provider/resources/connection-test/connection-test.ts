import { z } from "zod";
import type { Context, EntraResource } from "../../context.ts";
import { findJob, validateCredentials } from "../../graph/synchronization.ts";
import { formatJobReference, jobId, servicePrincipalId } from "../../identifiers.ts";
import { END_QUARANTINE, quarantineOf } from "../../job-health.ts";
import { explainFailedTest } from "./failed-test.ts";

const inputs = z.object({
  servicePrincipalId,
  jobId,
  baseAddress: z
    .url({ protocol: /^https?$/, error: "must be the tenant URL, such as https://scim.contoso.com/scim/v2" })
    .describe("The tenant URL with its flags, as it is in the secret `BaseAddress`. A change tests again."),
  secretToken: z
    .string()
    .min(1, "must not be empty")
    .describe("The secret token, as it is in the secret `SecretToken`. A change tests again."),
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
    'The guide\'s "Test Connection": Entra calls the SCIM endpoint with the URL and the token. A test that fails ' +
    "stops the deployment with Entra's code, the likely cause and the fix. Runs again when one of them changes.",
  inputs,
  state,
  secrets: ["secretToken"],
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
    await validateCredentials(
      inputs,
      [
        { key: "BaseAddress", value: inputs.baseAddress },
        { key: "SecretToken", value: inputs.secretToken },
      ],
      context,
    );
  } catch (error) {
    throw explainFailedTest(error, inputs);
  }
  await warnOfQuarantine(inputs, context);
  return { testedAt: new Date().toISOString() };
}

/** A quarantine outlasts its cause: Entra retries ever more seldom, up to once a day. */
async function warnOfQuarantine(inputs: Inputs, context: Context): Promise<void> {
  const job = await findJob(inputs, context);
  const quarantine = job && quarantineOf(job);
  if (quarantine === undefined) return;
  context.log.warn(
    `The connection works, but Entra keeps the job in quarantine (${quarantine.error ?? quarantine.reason}) and tries ` +
      `again only at ${quarantine.nextAttempt}. ${END_QUARANTINE}`,
  );
}
