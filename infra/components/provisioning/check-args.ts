import * as pulumi from "@pulumi/pulumi";
import type { SignInArgs } from "./sign-in.ts";
import type { ProvisioningJobArgs } from "./provisioning-job.ts";

const JOB_PATH = /^\/servicePrincipals\/[0-9a-f-]{36}\/synchronization\/jobs\/[\w.-]+$/i;

/** How Entra signs in; the arguments are checked. */
export function signInOf({ secretToken, oauth }: ProvisioningJobArgs): SignInArgs {
  return oauth === undefined ? { secretToken: secretToken ?? "" } : { oauth };
}

/**
 * What is wrong with the arguments, as far as their values are known when they are given.
 *
 * @throws {pulumi.InputPropertiesError} with all of it.
 */
export function checkArgs(name: string, args: ProvisioningJobArgs): void {
  const errors: pulumi.InputPropertyErrorDetails[] = [];
  const report = (propertyPath: string, reason: string): number => errors.push({ propertyPath, reason });
  if ((args.secretToken === undefined) === (args.oauth === undefined)) {
    report("secretToken", "must be given, or oauth instead of it, and not both");
  }
  const { tenantUrl, deletionThreshold, existingJob, assignments = [] } = args;
  if (typeof tenantUrl === "string") {
    if (!/^https?:\/\//i.test(tenantUrl) || !URL.canParse(tenantUrl)) report("tenantUrl", "must be a URL");
    if (/[?&]aadOptscim062020/i.test(tenantUrl))
      report("tenantUrl", "must not carry a flag; set scimDialect");
  }
  if (
    typeof deletionThreshold === "number" &&
    !(Number.isInteger(deletionThreshold) && deletionThreshold >= 0)
  ) {
    report("deletionThreshold", "must be a whole number from 0");
  }
  if (existingJob !== undefined && !JOB_PATH.test(existingJob)) {
    report("existingJob", "must be /servicePrincipals/<object id>/synchronization/jobs/<job id>");
  }
  if (args.start === false && args.waitForFirstCycle === true) {
    report("waitForFirstCycle", "has nothing to wait for when start is false");
  }
  for (const [index, { key }] of assignments.entries()) {
    const first = assignments.findIndex((each) => each.key === key);
    if (first !== index) report(`assignments[${index}].key`, `repeats "${key}" of assignments[${first}]`);
  }
  if (errors.length > 0) throw new pulumi.InputPropertiesError({ message: `${name} is not right`, errors });
}
