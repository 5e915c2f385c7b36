import { z } from "zod";
import type { EntraResource } from "../../context.ts";
import { labelFor, revokeAbandonedClients } from "../../admin-api/abandoned.ts";
import { ensureTenant, listClients, makeClient, revokeClient } from "../../admin-api/admin-api.ts";
import { expiryAfter, ISSUED_EXAMPLE, issuedInputs } from "../../admin-api/issued.ts";

const inputs = issuedInputs.extend({
  rotation: z
    .string()
    .optional()
    .describe(
      "Any text. When it changes, a new client is made first, and the old one is revoked at the end.",
    ),
});

const state = z.object({
  clientId: z.string().describe("The client id."),
  clientSecret: z
    .string()
    .describe("The client's secret. The service shows it once, so it is kept in the stack's state only."),
  expiresAt: z
    .string()
    .optional()
    .describe("When the secret ends, ISO 8601 in UTC; absent when it does not."),
});

/** An OAuth 2.0 client of our own SCIM service. */
export const scimClient: EntraResource<typeof inputs, typeof state> = {
  type: "ScimClient",
  description:
    "An OAuth 2.0 client of this kit's SCIM service, made at its admin API and revoked when deleted, its access tokens " +
    "with it. A change of `rotation` makes the new one first, so that no request is refused. A new one revokes what an " +
    "interrupted deployment left: the resource's earlier clients that were never used.",
  example: ISSUED_EXAMPLE,
  inputs,
  state,
  secrets: ["adminKey", "clientSecret"],
  replaceOn: ["adminUrl", "tenant", "label", "rotation"],
  stable: ["clientId", "clientSecret", "expiresAt"],

  async create(inputs, context) {
    await ensureTenant(inputs, inputs.tenant, context);
    const { tenant, label, validFor } = inputs;
    const made = await makeClient(inputs, tenant, labelFor(label, context), expiryAfter(validFor), context);
    const { clientId, clientSecret, expiresAt } = made;
    await revokeAbandonedClients(inputs, tenant, clientId, context);
    return { id: clientId, state: { clientId, clientSecret, expiresAt: expiresAt ?? undefined } };
  },

  // A secret is shown once only, so that a client that exists already cannot be imported.
  async read(_id, recorded, context) {
    if (recorded === undefined) return undefined;
    const clients = await listClients(recorded.inputs, recorded.inputs.tenant, context);
    const listed = clients?.find(({ id }) => id === recorded.state.clientId);
    return listed === undefined || listed.revokedAt != null ? undefined : recorded;
  },

  update: (recorded) => Promise.resolve(recorded.state),

  async delete({ inputs, state }, context) {
    await revokeClient(inputs, inputs.tenant, state.clientId, context);
  },
};
