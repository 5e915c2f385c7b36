import { z } from "zod";
import { badRequest } from "../error.ts";
import { isArray, isObject, type Json, type JsonObject } from "../json.ts";
import type { Dialect } from "../leniency.ts";
import { checkMessageSchema, lowerNames, MAX_ITEMS, parseMessage } from "../message.ts";
import type { ResourceType } from "../schema/resource-type.ts";
import { stepsAt, stepsOfValue, type Step } from "./steps.ts";

/** URN of the PatchOp message. */
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Most changes in one PATCH request, characters of all their paths, and values: each is tried on up to 500 values. */
const MAX_STEPS = MAX_ITEMS;
const MAX_PATHS = 65_536;
const MAX_CHANGED = 5_000;

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
 * @throws {ScimError} 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`.
 */
export function parsePatch(body: JsonObject, type: ResourceType, dialect: Dialect): readonly Step[] {
  const { schemas, operations } = parseMessage(message, body, "PatchOp");
  checkMessageSchema(schemas, PATCH_OP, dialect);
  if (operations.length === 0 && !dialect.allows("emptyPatch")) {
    throw badRequest("invalidSyntax", '"Operations" is empty; a PATCH needs at least one operation');
  }
  const steps = operations.flatMap(({ op, path, value }) => {
    const operation = { op: operationKind(op, dialect), type, dialect };
    if (path !== undefined && path !== null) return stepsAt(operation, path, value);
    if (operation.op === "remove") throw badRequest("noTarget", 'A "remove" operation needs a path');
    if (!isObject(value))
      throw badRequest("invalidValue", `"${op}" without a path takes an object as its value`);
    return stepsOfValue(operation, value);
  });
  refuseTooMuch(steps);
  return steps;
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

function refuseTooMuch(steps: readonly Step[]): void {
  const total = (count: (step: Step) => number) => steps.reduce((sum, step) => sum + count(step), 0);
  const characters = total(({ path }) => path.length);
  // Members are rows, which one statement changes however many they are.
  const values = total(({ attribute, value }) =>
    isArray(value) && attribute.name !== "members" ? value.length : 1,
  );
  if (steps.length <= MAX_STEPS && characters <= MAX_PATHS && values <= MAX_CHANGED) return;
  throw badRequest(
    "invalidSyntax",
    "The request changes too much at once; send several with fewer operations",
  );
}
