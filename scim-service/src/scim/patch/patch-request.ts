import { z } from "zod";
import { badRequest } from "../error.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Dialect } from "../leniency.ts";
import { checkMessageSchema, lowerNames, parseMessage } from "../message.ts";
import type { ResourceType } from "../schema/resource-type.ts";
import type { Work } from "../work.ts";
import { stepsAt, stepsOfValue, type Step } from "./steps.ts";

/** URN of the PatchOp message. */
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const operation = z.object({
  op: z.string(),
  path: z.string().nullish(),
  // A null is a value here: it clears what the path names.
  value: z.custom<Json>().optional(),
});

const message = z.object({
  schemas: z.array(z.string()).optional(),
  operations: z.array(z.preprocess((sent: Json) => (isObject(sent) ? lowerNames(sent) : sent), operation)),
});

/**
 * Reads a PATCH body (RFC 7644 section 3.5.2) into steps, in order.
 *
 * @throws {ScimError} 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget`, `mutability` or `tooMany`.
 */
export function parsePatch(
  body: JsonObject,
  type: ResourceType,
  dialect: Dialect,
  work: Work,
): readonly Step[] {
  const { schemas, operations } = parseMessage(message, body, "PatchOp");
  checkMessageSchema(schemas, PATCH_OP, dialect);
  if (operations.length === 0 && !dialect.allows("emptyPatch")) {
    throw badRequest("invalidSyntax", '"Operations" is empty; a PATCH needs at least one operation');
  }
  return operations.flatMap(({ op, path, value }) => {
    const operation = { op: operationKind(op, dialect), type, dialect, work };
    if (path !== undefined && path !== null) return stepsAt(operation, path, value);
    if (operation.op === "remove") throw badRequest("noTarget", 'A "remove" operation needs a path');
    if (!isObject(value))
      throw badRequest("invalidValue", `"${op}" without a path takes an object as its value`);
    return stepsOfValue(operation, value);
  });
}

function operationKind(op: string, dialect: Dialect): Step["op"] {
  const lower = op.toLowerCase();
  const known = lower === "add" || lower === "replace" || lower === "remove";
  if (!known || (op !== lower && !dialect.allows("opCase"))) {
    throw badRequest(
      "invalidSyntax",
      `"op" must be "add", "replace" or "remove"; it was ${JSON.stringify(op)}`,
    );
  }
  return lower;
}
