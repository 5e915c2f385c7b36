import { z } from "zod";
import { product } from "../../product/product.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Entra calls the endpoint from the internet: https only, except for a loopback host, which is for trying things out. */
function isTenantUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username !== "" || password !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}

/** Where Entra sends users and groups: steps 6 and 7 of the guide. */
export const endpoint = z
  .strictObject({
    url: z
      .string()
      .refine(isTenantUrl, {
        error:
          "must be an https URL without user name, password or #fragment (http only for a loopback host)",
      })
      .refine((value) => !/[?&]aadOptscim062020/i.test(value), {
        error: "must not carry the flag aadOptscim062020: set provisioning.scimDialect instead",
      })
      .default(product.tenantUrl)
      .meta({
        description: "The Tenant URL: the base address of the SCIM endpoint.",
        example: product.tenantUrl,
      }),
    token: z
      .string()
      .trim()
      .min(1, { error: "must not be empty" })
      .meta({
        description: `The Secret Token from ${product.name}'s admin portal, sent by Entra as a bearer token. Either this or \`oauth\`.`,
        secret: true,
      })
      .exactOptional(),
    oauth: z
      .strictObject({
        tokenAddress: z
          .string()
          .refine(isTenantUrl, { error: "must be an https URL (http only for a loopback host)" })
          .meta({
            description: "Address of the token endpoint.",
            example: "https://login.example.com/oauth/token",
          }),
        clientId: z.string().min(1).meta({ description: "Client id.", example: "contoso" }),
        clientSecret: z
          .string()
          .trim()
          .min(1, { error: "must not be empty" })
          .meta({ description: "Secret of the client.", secret: true }),
        scope: z.string().min(1).exactOptional().meta({
          description: "Scope to ask for. Left out, none is asked for.",
          example: "scim",
        }),
      })
      .exactOptional()
      .meta({
        description:
          "OAuth 2.0 client by which Entra signs in instead of a long-lived token. Entra renews its access token; the deployment gets the first one.",
      }),
  })
  // Also when something else is wrong, so that all mistakes are told at once.
  .refine(({ token, oauth }) => token !== undefined || oauth !== undefined, {
    path: ["token"],
    error: "is required",
    when: ({ value }) => typeof value === "object" && value !== null,
  })
  .refine(({ token, oauth }) => token === undefined || oauth === undefined, {
    path: ["oauth"],
    error: "cannot be set together with token",
  })
  .meta({ description: "The SCIM endpoint that Entra provisions to." });
