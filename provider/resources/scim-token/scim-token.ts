import { z } from "zod";
import type { EntraResource } from "../../context.ts";
import { labelFor, revokeAbandonedTokens } from "../../admin-api/abandoned.ts";
import { expiryAfter, ISSUED_EXAMPLE, issuedInputs } from "../../admin-api/issued.ts";
import { ensureTenant, issueToken, listTokens, revokeToken } from "../../admin-api/admin-api.ts";

const inputs = issuedInputs.extend({
  rotation: z
    .string()
    .optional()
    .describe(
      "Any text. When it changes, a new token is issued first, and the old one is revoked at the end.",
    ),
});

const state = z.object({
  token: z
    .string()
    .describe("The token. The service shows it once, so it is kept in the stack's state only."),
  tokenId: z.string().describe("The token's id in the service's list."),
  expiresAt: z.string().optional().describe("ISO 8601 in UTC; absent when it does not expire."),
});

/** A bearer token of our own SCIM service. */
export const scimToken: EntraResource<typeof inputs, typeof state> = {
  type: "ScimToken",
  description:
    "A bearer token of this kit's SCIM service, issued at its admin API and revoked when deleted. A change of " +
    "`rotation` issues the new one first, so that no request is refused. A new one revokes what an interrupted deployment left: " +
    "the resource's earlier tokens that were never used.",
  example: ISSUED_EXAMPLE,
  inputs,
  state,
  secrets: ["adminKey", "token"],
  replaceOn: ["adminUrl", "tenant", "label", "rotation"],
  stable: ["token", "tokenId", "expiresAt"],

  async create(inputs, context) {
    await ensureTenant(inputs, inputs.tenant, context);
    const { tenant, label, validFor } = inputs;
    const issued = await issueToken(inputs, tenant, labelFor(label, context), expiryAfter(validFor), context);
    const { id, token, expiresAt } = issued;
    await revokeAbandonedTokens(inputs, tenant, id, context);
    return { id, state: { token, tokenId: id, expiresAt: expiresAt ?? undefined } };
  },

  // A token is shown once only, so that one that exists already cannot be imported.
  async read(_id, recorded, context) {
    if (recorded === undefined) return undefined;
    const tokens = await listTokens(recorded.inputs, recorded.inputs.tenant, context);
    const listed = tokens?.find(({ id }) => id === recorded.state.tokenId);
    if (listed === undefined || listed.revokedAt != null || hasExpired(listed.expiresAt)) return undefined;
    return recorded;
  },

  update: (recorded) => Promise.resolve(recorded.state),

  async delete({ inputs, state }, context) {
    await revokeToken(inputs, inputs.tenant, state.tokenId, context);
  },
};

function hasExpired(expiresAt: string | null | undefined): boolean {
  return expiresAt != null && Date.parse(expiresAt) <= Date.now();
}
