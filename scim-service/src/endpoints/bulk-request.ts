import { z } from "zod";
import { badRequest, ScimError } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import type { Dialect } from "../scim/leniency.ts";

/** Most operations in one Bulk request; `/ServiceProviderConfig` tells. */
export const MAX_BULK_OPERATIONS = 1_000;

const BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

const operation = z.object({
  method: z.string(),
  path: z.string().max(512),
  bulkid: z.string().max(256).optional(),
  version: z.string().max(64).optional(),
  data: z
    .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value))
    .optional(),
});

const bulkRequest = z.object({
  schemas: z.array(z.string()).optional(),
  failonerrors: z.int().min(0).optional(),
  operations: z.array(operation),
});

export type BulkOperation = z.infer<typeof operation>;

/** A Bulk request (RFC 7644 section 3.7). */
export interface BulkRequest {
  /** How many errors end the request; undefined or 0: none does. */
  readonly failOnErrors: number;
  readonly operations: readonly BulkOperation[];
}

/** @throws {ScimError} 400 `invalidSyntax`, or 413 for too many operations. */
export function parseBulk(body: JsonObject, dialect: Dialect): BulkRequest {
  const parsed = bulkRequest.safeParse(lowerKeys(body));
  if (!parsed.success) {
    throw badRequest(
      "invalidSyntax",
      `The body is not a BulkRequest message: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { schemas, failonerrors, operations } = parsed.data;
  const named = schemas?.some((urn) => urn.toLowerCase() === BULK_REQUEST.toLowerCase()) ?? false;
  if (!named && !dialect.allows("schemasIncomplete")) {
    throw badRequest("invalidSyntax", `"schemas" must name ${BULK_REQUEST}`);
  }
  if (operations.length > MAX_BULK_OPERATIONS) {
    throw new ScimError(
      413,
      `${operations.length} operations came; ${MAX_BULK_OPERATIONS} are allowed (maxOperations)`,
    );
  }
  return { failOnErrors: failonerrors ?? 0, operations };
}

/** Names of the message's and its operations' members in lower case; `data` stays as it is. */
function lowerKeys(body: JsonObject): unknown {
  const message = lower(body);
  const { operations } = message;
  if (!Array.isArray(operations)) return message;
  const items: readonly unknown[] = operations;
  return {
    ...message,
    operations: items.map((item) => (typeof item === "object" && item !== null ? lower(item) : item)),
  };
}

function lower(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
}
