import { z } from "zod";

/** The service's console: an app registration that signs people in by OpenID Connect. */
export const consoleSettings = z
  .strictObject({
    issuer: z.url({ protocol: /^https$/, error: "must be the issuer's https:// URL" }).meta({
      description: "OpenID Connect issuer that signs people in.",
      example: "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0",
    }),
    clientId: z.string().min(1).max(512).meta({
      description:
        "Client id of the app registration. Its redirect URI is `publicUrl` followed by `/console/signed-in`, and its app roles are `Console.Read` and `Console.Admin`.",
      example: "11111111-1111-1111-1111-111111111111",
    }),
    clientSecret: z.string().min(1).max(4_096).meta({ description: "Its client secret.", secret: true }),
  })
  .exactOptional()
  .meta({
    description:
      "Serve the console at `/console`, where people see what Entra sent, what it was answered and why. Left out, there is none, and no request is kept.",
  });
