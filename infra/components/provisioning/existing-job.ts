import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { getApplication } from "../../../provider/sdk/index.ts";

/**
 * A hook for the creation of a job that refuses to put a second one beside a job that somebody set up by hand: both
 * would write the same users. It runs in preview too, as soon as the application is known.
 *
 * @param opts Where to look, e.g. the component that the job belongs to.
 */
export function refuseSecondJob(name: string, opts: pulumi.InvokeOptions): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    `${name}-refuse-second-job`,
    // In a component of a program in another language, only this context has the engine to ask.
    AsyncLocalStorage.bind(async ({ newInputs }: pulumi.ResourceHookArgs) => {
      const servicePrincipal: unknown = newInputs?.["servicePrincipalId"];
      const objectId = objectIdOf(servicePrincipal);
      if (objectId === undefined) return;
      const { application } = await getApplication({ objectId }, opts);
      const [job] = application?.jobs ?? [];
      if (application === undefined || job === undefined) return;
      throw new Error(
        `"${application.displayName}" has the provisioning job ${job.id} (${job.status}) already, which this stack did not make.\n` +
          `  To take it over:  pulumi config set --path application.existing.job ${String(servicePrincipal)}/synchronization/jobs/${job.id}\n` +
          "  To start afresh:  delete it in the Entra admin center (the application, Provisioning, Delete).",
      );
    }),
    { onDryRun: true },
  );
}

/** Of `/servicePrincipals/<object id>`; undefined as long as the application is not made yet. */
function objectIdOf(path: unknown): string | undefined {
  return typeof path === "string" ? path.match(/^\/servicePrincipals\/([0-9a-f-]{36})$/i)?.[1] : undefined;
}
