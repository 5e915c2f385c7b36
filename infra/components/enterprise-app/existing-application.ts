import * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../look-up.ts";
import {
  type ApplicationDetails,
  type GetApplicationArgs,
  getApplication,
} from "../../../provider/sdk/index.ts";

/**
 * Looks an application up that is in the tenant already, before anything is declared.
 *
 * @param which Exactly one of client id, object id and name.
 * @param opts Where to look, e.g. the provider.
 * @throws {pulumi.RunError} when there is none, more than one, or one that cannot provision; with the way out.
 */
export async function findApplication(
  which: GetApplicationArgs,
  opts: pulumi.InvokeOptions,
): Promise<ApplicationDetails> {
  const { application, problem } = await lookUp(getApplication(which, opts));
  if (application === undefined || problem !== undefined) {
    throw new pulumi.RunError(`The application cannot be used. ${problem ?? "It was not found."}`);
  }
  return application;
}
