import { z } from "zod";
import { badRequest, duplicateName } from "./error.ts";
import type { Dialect } from "./leniency.ts";
import { isArray, type Json, type JsonObject } from "./json.ts";

/** Most items of a list in a message: of operations, schemas or attribute names. */
export const MAX_ITEMS = 1_000;
/** Problems that an error tells; a message can have thousands. */
const SHOWN = 3;

/**
 * Reads a message of RFC 7644 section 3 (PatchOp, BulkRequest, SearchRequest). Names of its members are case-insensitive:
 * the schema has them in lower case. Lists are bounded before the schema sees them, because it describes each wrong item.
 *
 * @param name of the message, for the error.
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function parseMessage<Output>(schema: z.ZodType<Output>, body: JsonObject, name: string): Output {
  const message = withoutNulls(lowerNames(body));
  for (const [member, value] of Object.entries(message)) {
    if (isArray(value) && value.length > MAX_ITEMS) {
      throw badRequest("invalidSyntax", `"${member}" has ${value.length} items; ${MAX_ITEMS} are allowed`);
    }
  }
  const parsed = schema.safeParse(message);
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

/**
 * The members of a message, or of one of its operations, by their names in lower case.
 *
 * @throws {ScimError} 400 `invalidSyntax` for a name in two spellings.
 */
export function lowerNames(object: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    const lower = name.toLowerCase();
    if (Object.hasOwn(result, lower)) throw duplicateName(name);
    result[lower] = value;
  }
  return result;
}

/** A null is no value (RFC 7643 section 2.5). */
export function withoutNulls(object: JsonObject): JsonObject {
  return Object.values(object).includes(null)
    ? Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
    : object;
}
