import { z } from "zod";
import type { Check } from "../oauth/federation.ts";
import type { ScimType } from "../scim/error.ts";
import type { Change } from "../store/changes.ts";
import type { ClientRow, ClientSecretRow } from "../store/clients.ts";
import type { TenantRow } from "../store/tenants.ts";
import type { TokenRow } from "../store/tokens.ts";
import type { TrustRow } from "../store/trusts.ts";

const time = z.iso.datetime({ offset: true });
const id = z.uuid();
const expiresAt = time.nullable().describe("null: never");
const lastUsedAt = time.nullable().describe("To the minute; null: never");
const revokedAt = time.nullable().describe("null while it is valid");
const count = z.int().min(0);

/** A secret, in the only answer that ever holds it. */
function shownOnce(description: string): z.ZodString {
  return z.string().meta({ description: `${description} Shown this once; keep it`, readOnly: true });
}

export const tenantAnswer = z
  .object({
    id: z.string(),
    strict: z.boolean().describe("Whether the leniencies are off"),
    bearerTokens: z.boolean().describe("Whether bearer tokens are accepted, beside access tokens"),
    createdAt: time,
    users: count,
    groups: count,
  })
  .meta({ id: "Tenant" }) satisfies z.ZodType<TenantRow>;

export const tokenAnswer = z
  .object({ id, label: z.string(), createdAt: time, expiresAt, lastUsedAt, revokedAt })
  .meta({ id: "Token" }) satisfies z.ZodType<TokenRow>;

export const issuedTokenAnswer = z
  .object({
    id,
    label: z.string(),
    token: shownOnce("The bearer token."),
    expiresAt,
    createdAt: time,
  })
  .meta({ id: "IssuedToken" });

const secretAnswer = z
  .object({ id, createdAt: time, expiresAt, lastUsedAt, revokedAt })
  .meta({ id: "ClientSecret" }) satisfies z.ZodType<ClientSecretRow>;

export const clientAnswer = z
  .object({ id, label: z.string(), createdAt: time, revokedAt, secrets: z.array(secretAnswer) })
  .meta({ id: "Client" }) satisfies z.ZodType<ClientRow>;

const madeSecret = {
  clientId: id,
  secretId: id,
  clientSecret: shownOnce("The client secret."),
  expiresAt,
};
export const madeSecretAnswer = z.object(madeSecret).meta({ id: "MadeClientSecret" });
export const madeClientAnswer = z.object({ ...madeSecret, label: z.string() }).meta({ id: "MadeClient" });

export const trustAnswer = z
  .object({
    id,
    label: z.string(),
    issuer: z.string(),
    subject: z.string(),
    audience: z.string(),
    directory: z.string(),
    createdAt: time,
    lastUsedAt,
    revokedAt,
  })
  .meta({ id: "Trust" }) satisfies z.ZodType<TrustRow>;

export const verdictAnswer = z
  .object({
    accepted: z.boolean(),
    checks: z.array(
      z.object({
        check: z.enum(["format", "trust", "directory", "keys", "signature", "time"]),
        passed: z.boolean(),
        detail: z.string().exactOptional(),
      }) satisfies z.ZodType<Check>,
    ),
  })
  .meta({ id: "Verdict" });

const fields = z.array(z.object({ name: z.string(), value: z.string() }));

export const connectionAnswer = z
  .object({
    methods: z.array(
      z.discriminatedUnion("method", [
        z.object({
          method: z.literal("Bearer authentication"),
          accepted: z.boolean(),
          fields,
          tokens: z.array(tokenAnswer),
        }),
        z.object({
          method: z.literal("OAuth2 client credentials grant"),
          accepted: z.boolean(),
          clients: z.array(z.object({ label: z.string(), fields, secrets: z.array(secretAnswer) })),
        }),
        z.object({
          method: z.literal("Workload identity based authentication"),
          accepted: z.boolean(),
          fields,
          trusts: z.array(trustAnswer),
        }),
      ]),
    ),
  })
  .meta({ id: "Connection" });

export const changeAnswer = z
  .object({
    id: z.string(),
    at: time,
    action: z.enum(["create", "update", "delete", "members"]),
    resourceType: z.enum(["User", "Group"]),
    resourceId: z.string(),
    tokenId: id.nullable(),
    requestId: z.string(),
    before: z.unknown().describe("The attributes that changed, as they were"),
    after: z.unknown().describe("The attributes that changed, as they are"),
  })
  .meta({ id: "Change" }) satisfies z.ZodType<Change>;

const SCIM_TYPES = [
  "invalidFilter",
  "tooMany",
  "uniqueness",
  "mutability",
  "invalidSyntax",
  "invalidPath",
  "noTarget",
  "invalidValue",
  "invalidVers",
  "sensitive",
  "invalidCursor",
  "expiredCursor",
  "invalidCount",
] as const satisfies readonly ScimType[];

/** The Error message of RFC 7644 section 3.12. */
export const errorAnswer = z
  .object({
    schemas: z.array(z.literal("urn:ietf:params:scim:api:messages:2.0:Error")).length(1),
    status: z.string().describe("The HTTP status, as text"),
    scimType: z.enum(SCIM_TYPES).exactOptional(),
    detail: z.string().describe("What is wrong and what to change"),
  })
  .meta({ id: "Error" });
