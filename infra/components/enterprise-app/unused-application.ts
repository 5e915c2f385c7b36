import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { getUnusedApplications } from "../../../provider/sdk/index.ts";

/**
 * A hook for the creation of an application that tells of one with the same name and template that nobody has set up.
 * A deployment that is killed between Entra's answer and the stack's state leaves one. It has no mark that says whose it
 * is, and could just as well be another deployment's, which is making it right now: so it is told, not taken over.
 *
 * @param component Where to look, and what the warning is about.
 */
export function tellOfUnusedApplication(name: string, component: pulumi.Resource): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    `${name}-unused-application`,
    // In a component of a program in another language, only this context has the engine to ask.
    AsyncLocalStorage.bind(async ({ newInputs }: pulumi.ResourceHookArgs) => {
      const displayName: unknown = newInputs?.["displayName"];
      const templateId: unknown = newInputs?.["templateId"];
      if (typeof displayName !== "string" || typeof templateId !== "string") return;
      const { applications } = await getUnusedApplications(
        { displayName, templateId },
        { parent: component },
      );
      for (const { clientId } of applications) {
        await pulumi.log.warn(
          `An application "${displayName}" is in Entra already, made from the same template and never set up; a ` +
            "deployment that was interrupted leaves one. This stack makes its own. Unless somebody is about to set " +
            `that one up, delete it: az ad app delete --id ${clientId}`,
          component,
        );
      }
    }),
    { onDryRun: true },
  );
}
