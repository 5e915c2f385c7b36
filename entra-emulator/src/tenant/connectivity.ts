import { z } from "zod";

const clientId = z.string().min(1).max(256);
const tokenEndpoint = z.url({ protocol: /^https?$/ }).max(2048);

/**
 * How the provisioning service signs in at a SCIM endpoint when the admin center's page Connectivity says another way
 * than a bearer token. How the service keeps it is not public, and Graph's secrets cannot say it, so the names are ours
 * but for `credentialLocationInRequest`, which the service's own messages use.
 */
export const connectivity = z.discriminatedUnion("authenticationMethod", [
  z.strictObject({
    authenticationMethod: z.literal("OAuth2ClientCredentialsGrant"),
    tokenEndpoint,
    clientId,
    clientSecret: z.string().min(1).max(16_384),
    scope: z.string().max(1024).optional(),
    credentialLocationInRequest: z.enum(["Header", "Body"]).default("Header"),
  }),
  z.strictObject({
    authenticationMethod: z.literal("WorkloadIdentityFederation"),
    tokenEndpoint,
    clientId,
    /** Application id (GUID) that the assertion is made out to. */
    audience: z.string().min(1).max(256),
  }),
]);

export type Connectivity = z.infer<typeof connectivity>;

/** For people to see: the client secret as `*`. */
export function maskConnectivity(given: Connectivity): Connectivity {
  return "clientSecret" in given ? { ...given, clientSecret: "*" } : given;
}
