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
        description: `The Secret Token from ${product.name}'s admin portal, sent by Entra as a bearer token.`,
        secret: true,
      }),
  })
  .meta({ description: "The SCIM endpoint that Entra provisions to." });
