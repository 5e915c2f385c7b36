import { z } from "zod";

/** How Entra signs in at a service of our own. */
export const signIn = z.enum(["bearer", "oauth"]).exactOptional().meta({
  description:
    "How Entra signs in: by a long-lived bearer token, or by an OAuth 2.0 client of the service's token endpoint. Left out, `bearer`.",
  example: "oauth",
});
