import * as pulumi from "@pulumi/pulumi";
import { ScimToken } from "../provider/sdk/index.ts";
import { rotationOf } from "./components/scim-service/rotation.ts";
import type { AdminApi, Endpoint, StackConfig } from "./stack/read-config.ts";

/** The endpoint of a service that another stack hosts: a token of its own for this stack's tenant of it. */
export function platformEndpoint(
  name: string,
  {
    stack,
    adminUrl,
    adminKey,
    basePath = "/scim/v2",
    tenant,
    tokenRotation,
  }: NonNullable<StackConfig["platform"]>,
  opts: pulumi.CustomResourceOptions,
): Endpoint {
  const reference = stack === undefined ? undefined : new pulumi.StackReference(stack);
  const api = reference?.requireOutput("adminApi") as pulumi.Output<AdminApi> | undefined;
  const { every, trigger } = tokenRotation ?? {};
  const rotation = every === undefined ? trigger : rotationOf(every, new Date());
  const token = new ScimToken(
    `${name}-token`,
    {
      adminUrl: api?.apply(({ url }) => url) ?? adminUrl ?? "",
      adminKey: pulumi.secret(api?.apply(({ key }) => key) ?? adminKey ?? ""),
      tenant,
      label: pulumi.interpolate`Pulumi stack ${pulumi.getStack()}`,
      ...(rotation === undefined ? {} : { rotation }),
    },
    opts,
  );
  return {
    url: reference?.requireOutput("tenantUrl") ?? `${adminUrl ?? ""}${basePath}`,
    token: token.token,
    tokenExpiresAt: token.expiresAt,
  };
}
