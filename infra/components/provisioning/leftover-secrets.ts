import * as pulumi from "@pulumi/pulumi";
import type { ApplicationDetails } from "../../../provider/sdk/index.ts";
import { graphHost } from "./cloud.ts";
import { secretKeys } from "./secrets.ts";
import type { SignInMethod } from "./sign-in.ts";

/** Of the keys of an application's synchronization secrets, those that the stack does not write. */
export function leftoverSecrets(keys: readonly string[], method: SignInMethod): string[] {
  const written = secretKeys(method);
  return keys.filter((key) => !written.includes(key));
}

/** The command that removes secrets: Graph takes an empty value for that. */
export function removalCommand(
  servicePrincipalId: string,
  keys: readonly string[],
  environment: string | undefined,
): string {
  const url = `https://${graphHost(environment)}/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/secrets`;
  const body = JSON.stringify({ value: keys.map((key) => ({ key, value: "" })) });
  return `az rest --method PUT --url ${url} --body '${body}'`;
}

/**
 * Refuses an application with secrets of another set-up, such as a kept `AuthenticationType`: after each write, azuread
 * waits until as many secrets are listed as it wrote, and fails after a quarter of an hour.
 *
 * @param method How the stack signs in at the endpoint.
 * @param environment The cloud, by azuread's setting.
 * @throws {pulumi.RunError} naming the keys and the command that removes them.
 */
export function refuseLeftoverSecrets(
  { displayName, servicePrincipalId, secretKeys: found }: ApplicationDetails,
  method: SignInMethod,
  environment: string | undefined,
): void {
  const keys = leftoverSecrets(found, method);
  if (keys.length === 0) return;
  throw new pulumi.RunError(
    `"${displayName}" has provisioning secrets that this stack does not write: ${keys.join(", ")}. ` +
      "With them, azuread waits for a quarter of an hour after it has written the stack's own, and then fails. " +
      "Nothing was changed. If nothing else needs them, remove them and deploy again:\n\n" +
      `  ${removalCommand(servicePrincipalId, keys, environment)}`,
  );
}
