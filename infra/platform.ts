import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { rotationOf, twice } from "./components/scim-service/rotation.ts";
import { issueSignIn } from "./components/scim-service/sign-in.ts";
import type { Endpoint, StackConfig } from "./stack/read-config.ts";

type Platform = NonNullable<StackConfig["platform"]>;

/** What the stack of a service has among its outputs. */
const hosted = z.object({ tenantUrl: z.url(), adminApi: z.object({ url: z.url(), key: z.string() }) });

/**
 * The endpoint of a service that another stack hosts: a token or client of its own for this stack's tenant of it.
 *
 * @throws {pulumi.RunError} when that stack hosts none
 */
export async function platformEndpoint(
  name: string,
  platform: Platform,
  opts: pulumi.CustomResourceOptions,
): Promise<Endpoint> {
  const { tenant, signIn = "bearer", tokenRotation } = platform;
  const { tenantUrl, adminApi } = await serviceOf(platform);
  const { every, trigger } = tokenRotation ?? {};
  const rotation = every === undefined ? trigger : rotationOf(every, new Date());
  const issued = issueSignIn(
    name,
    signIn,
    new URL(tenantUrl).origin,
    {
      adminUrl: adminApi.url,
      adminKey: pulumi.secret(adminApi.key),
      tenant,
      label: pulumi.interpolate`Pulumi stack ${pulumi.getStack()}`,
      ...(rotation === undefined ? {} : { rotation }),
      ...(every === undefined ? {} : { validFor: twice(every) }),
    },
    opts,
  );
  return { url: tenantUrl, signIn: issued.signIn, tokenExpiresAt: issued.expiresAt };
}

async function serviceOf({
  stack,
  adminUrl = "",
  adminKey = "",
  basePath = "/scim/v2",
}: Platform): Promise<z.output<typeof hosted>> {
  if (stack === undefined) {
    return { tenantUrl: `${adminUrl}${basePath}`, adminApi: { url: adminUrl, key: adminKey } };
  }
  // Read at once: an output that is missing would be told by each resource that waits for it, with stack traces.
  const reference = new pulumi.StackReference(stack);
  const output = async (key: string): Promise<unknown> => {
    const { value, secretValue } = await reference.getOutputDetails(key);
    return (value ?? secretValue) as unknown;
  };
  const [tenantUrl, adminApi] = await Promise.all([output("tenantUrl"), output("adminApi")]);
  const { data } = hosted.safeParse({ tenantUrl, adminApi });
  if (data !== undefined) return data;
  throw new pulumi.RunError(
    `platform.stack names ${stack}, which hosts no service yet: it has not both the outputs tenantUrl and adminApi. Deploy that stack with the section service first, or name another.`,
  );
}
