import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import { isArray, type JsonObject } from "../scim/json.ts";
import type { Dialect } from "../scim/leniency.ts";
import { checkMessageSchema, MAX_ITEMS, parseMessage } from "../scim/message.ts";

/** Most operations in one Bulk request; `/ServiceProviderConfig` tells. */
export const MAX_BULK_OPERATIONS = MAX_ITEMS;

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
  refuseTooMany(body);
  const { schemas, failonerrors, operations } = parseMessage(bulkRequest, body, "BulkRequest");
  checkMessageSchema(schemas, BULK_REQUEST, dialect);
  return { failOnErrors: failonerrors ?? 0, operations };
}

/** Before anything else is said of them: 413 is what RFC 7644 section 3.7.4 asks for. */
function refuseTooMany(body: JsonObject): void {
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() !== "operations" || !isArray(value) || value.length <= MAX_BULK_OPERATIONS)
      continue;
    throw new ScimError(
      413,
      `${value.length} operations came; ${MAX_BULK_OPERATIONS} are allowed (maxOperations)`,
    );
  }
}
