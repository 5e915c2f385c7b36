import { z } from "zod";
import { badRequest, duplicateName } from "./error.ts";
import type { Dialect } from "./leniency.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";

/** Most items of a list in a message: of operations, schemas or attribute names. */
export const MAX_ITEMS = 1_000;
/** Problems that an error tells; a message can have thousands. */
const SHOWN = 3;

/**
 * Reads a message of RFC 7644 section 3 (PatchOp, BulkRequest, SearchRequest). Names of the message's members, and of
 * those of its operations, are case-insensitive: the schema has them in lower case. Lists are bounded before the schema
 * sees them, because it describes each wrong item.
 *
 * @param name of the message, for the error.
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function parseMessage<Output>(schema: z.ZodType<Output>, body: JsonObject, name: string): Output {
  const message = lowerNames(body);
  for (const [member, value] of Object.entries(message)) {
    if (isArray(value) && value.length > MAX_ITEMS) {
      throw badRequest("invalidSyntax", `"${member}" has ${value.length} items; ${MAX_ITEMS} are allowed`);
    }
  }
  const { operations } = message;
  const parsed = schema.safeParse(
    isArray(operations)
      ? { ...message, operations: operations.map((each) => (isObject(each) ? lowerNames(each) : each)) }
      : message,
  );
  if (parsed.success) return parsed.data;
  const issues = new z.ZodError(parsed.error.issues.slice(0, SHOWN));
  throw badRequest("invalidSyntax", `The body is not a ${name} message: ${z.prettifyError(issues)}`);
}

/**
 * Checks that a message says what it is; a lenient tenant need not.
 *
 * @param schemas as {@link parseMessage} read them.
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function checkMessageSchema(
  schemas: readonly string[] | undefined,
  urn: string,
  dialect: Dialect,
): void {
  const isNamed = schemas?.some((each) => each.toLowerCase() === urn.toLowerCase()) ?? false;
  if (isNamed || dialect.allows("schemasIncomplete")) return;
  throw badRequest("invalidSyntax", `"schemas" must name ${urn}`);
}

function lowerNames(object: JsonObject): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    const lower = name.toLowerCase();
    if (Object.hasOwn(result, lower)) throw duplicateName(name);
    result[lower] = value;
  }
  return result;
}
