import { createHash } from "node:crypto";
import { z } from "zod";
import type { EntraResource } from "../../context.ts";
import { requestToken } from "../../token-request.ts";

const inputs = z.object({
  tokenAddress: z
    .url({
      protocol: /^https?$/,
      error: "must be the address of a token endpoint, such as https://login.contoso.com/token",
    })
    .describe("Where the client gets its tokens: the OAuth 2.0 token endpoint of the product."),
  clientId: z.string().min(1, "must not be empty").describe("Client id."),
  clientSecret: z.string().min(1, "must not be empty").describe("Secret of the client."),
  scope: z
    .string()
    .min(1, "must not be empty")
    .optional()
    .describe("Scope to ask for; left out, none is asked for."),
});

const state = z.object({
  accessToken: z.string().describe("The access token. Entra renews its own copy when it is old."),
  createdAt: z.string().describe("When the token was issued, ISO 8601 in UTC."),
});

type Inputs = z.output<typeof inputs>;
type State = z.output<typeof state>;

/**
 * The first access token of a job that signs in by OAuth 2.0 client credentials: by Graph, Entra only renews a token that is
 * among its secrets, and never asks for the first one.
 */
export const accessToken: EntraResource<typeof inputs, typeof state> = {
  type: "AccessToken",
  description:
    "An access token by OAuth 2.0 client credentials, for the secrets of a provisioning job: Entra renews a token that " +
    "is there and never asks for the first one. A change of any input gets a new one.",
  example: `
tokenAddress: https://scim.contoso.com/oauth/token
clientId: \${scimClient.clientId}
clientSecret: \${scimClient.clientSecret}`,
  inputs,
  state,
  secrets: ["clientSecret", "accessToken"],
  replaceOn: [],
  stable: [],

  async create(inputs, context) {
    const id = createHash("sha256")
      .update(`${inputs.tokenAddress} ${inputs.clientId}`)
      .digest("hex")
      .slice(0, 32);
    return { id, state: await get(inputs, context) };
  },

  // A token cannot be looked up; it is valid or not.
  read: (_id, recorded) => Promise.resolve(recorded),

  update: (_recorded, inputs, context) => get(inputs, context),

  // It expires by itself.
  delete: () => Promise.resolve(),
};

async function get(inputs: Inputs, context: Parameters<typeof requestToken>[1]): Promise<State> {
  const createdAt = new Date().toISOString();
  return { accessToken: await requestToken(inputs, context), createdAt };
}
