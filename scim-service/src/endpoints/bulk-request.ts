import { z } from "zod";
import { badRequest, ScimError } from "../scim/error.ts";
import { isArray, isObject, type Json, type JsonObject } from "../scim/json.ts";
import type { Dialect } from "../scim/leniency.ts";
import { checkMessageSchema, lowerNames, MAX_ITEMS, parseMessage, withoutNulls } from "../scim/message.ts";

/** Most operations in one Bulk request; `/ServiceProviderConfig` tells. */
export const MAX_BULK_OPERATIONS = MAX_ITEMS;

const BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

const text = (most: number) => z.string().max(most);
const operation = z.object({
  method: z.string(),
  path: text(512),
  bulkid: text(256).optional(),
  version: text(64).optional(),
  data: z.custom<JsonObject>((value) => isObject(value as Json), "must be an object").optional(),
});

const bulkRequest = z.object({
  schemas: z.array(z.string()).optional(),
  failonerrors: z.int().min(0).optional(),
  operations: z.array(z.custom<Json>()),
});

/** One operation, or why it is none. */
export interface BulkOperation {
  /** Empty where the client sent none. */
  readonly method: string;
  readonly path: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: JsonObject;
  /** What the operation fails with, alone: each is judged by itself (RFC 7644 section 3.7). */
  readonly problem: ScimError | undefined;
}

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
  return { failOnErrors: failonerrors ?? 0, operations: operations.map(parseOperation) };
}

function parseOperation(sent: Json): BulkOperation {
  try {
    const named = isObject(sent) ? withoutNulls(lowerNames(sent)) : {};
    const parsed = operation.safeParse(named);
    if (parsed.success) {
      const { method, path, bulkid: bulkId, version, data = {} } = parsed.data;
      return { method, path, bulkId, version, data, problem: undefined };
    }
    const problem = badRequest("invalidSyntax", `Not a Bulk operation: ${z.prettifyError(parsed.error)}`);
    return impossible(named, problem);
  } catch (error) {
    if (error instanceof ScimError) return impossible({}, error);
    throw error;
  }
}

/** An operation that cannot be read, with what the reply can say of it. */
function impossible({ method, bulkid }: JsonObject, problem: ScimError): BulkOperation {
  return {
    method: text(16).safeParse(method).data ?? "",
    path: "",
    bulkId: text(256).safeParse(bulkid).data,
    version: undefined,
    data: {},
    problem,
  };
}

/** Before anything else is checked: RFC 7644 section 3.7.4 asks for 413. */
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
