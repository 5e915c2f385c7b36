import * as pulumi from "@pulumi/pulumi";
import { rotationOf, twice } from "./components/scim-service/rotation.ts";
import { issueSignIn } from "./components/scim-service/sign-in.ts";
import type { AdminApi, Endpoint, StackConfig } from "./stack/read-config.ts";

/** The endpoint of a service that another stack hosts: a token or client of its own for this stack's tenant of it. */
export function platformEndpoint(
  name: string,
  {
    stack,
    adminUrl,
    adminKey,
    basePath = "/scim/v2",
    tenant,
    signIn = "bearer",
    tokenRotation,
  }: NonNullable<StackConfig["platform"]>,
  opts: pulumi.CustomResourceOptions,
): Endpoint {
  const reference = stack === undefined ? undefined : new pulumi.StackReference(stack);
  const api = reference?.requireOutput("adminApi") as pulumi.Output<AdminApi> | undefined;
  const { every, trigger } = tokenRotation ?? {};
  const rotation = every === undefined ? trigger : rotationOf(every, new Date());
  const tenantUrl = reference?.requireOutput("tenantUrl") ?? `${adminUrl ?? ""}${basePath}`;
  const issued = issueSignIn(
    name,
    signIn,
    pulumi.output(tenantUrl).apply((url) => new URL(url).origin),
    {
      adminUrl: api?.apply(({ url }) => url) ?? adminUrl ?? "",
      adminKey: pulumi.secret(api?.apply(({ key }) => key) ?? adminKey ?? ""),
      tenant,
      label: pulumi.interpolate`Pulumi stack ${pulumi.getStack()}`,
      ...(rotation === undefined ? {} : { rotation }),
      ...(every === undefined ? {} : { validFor: twice(every) }),
    },
    opts,
  );
  return { url: tenantUrl, signIn: issued.signIn, tokenExpiresAt: issued.expiresAt };
}
