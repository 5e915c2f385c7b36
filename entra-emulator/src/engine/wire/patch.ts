import type { Dialect } from "./base-address.ts";
import { asJsonStrings, withoutIds } from "./roles.ts";
import type { JsonObject, TargetAttribute } from "./target-attribute.ts";

/** One attribute that gets another value at the target. */
export interface AttributeChange {
  readonly op: "Add" | "Replace";
  readonly target: TargetAttribute;
  /** As it would stand in a POST body. */
  readonly value: unknown;
}

const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** The body of a PATCH that changes attributes of one object. */
export function attributePatch(changes: readonly AttributeChange[], dialect: Dialect): JsonObject {
  return message(dialect === "default" ? changes.map(plain) : optimized(changes));
}

/** One operation for each attribute; booleans travel as the strings "True" and "False". */
function plain({ op, target, value }: AttributeChange): JsonObject {
  const sent = typeof value === "boolean" ? (value ? "True" : "False") : asJsonStrings(value);
  return { op, path: target.name, value: sent };
}

/**
 * Operation names in lower case, booleans as booleans; replacements of several attributes that need no filter become one
 * operation without a path, behind the others. That an extension's attribute rides in it, too, is not documented.
 */
function optimized(changes: readonly AttributeChange[]): JsonObject[] {
  const merged = changes.filter(({ op, target }) => op === "Replace" && target.filter === undefined);
  const own = merged.length < 2 ? changes : changes.filter((change) => !merged.includes(change));
  const operations = own.map(({ op, target, value }): JsonObject => ({
    op: op.toLowerCase(),
    path: target.name,
    value: withoutIds(value),
  }));
  if (merged.length < 2) return operations;
  const value = Object.fromEntries(merged.map((change) => [change.target.name, withoutIds(change.value)]));
  return [...operations, { op: "replace", value }];
}

/** A reference with a single value, such as the manager: its target id as a plain string, or its removal. */
export function referencePatch(
  op: "Add" | "Replace" | "Remove",
  path: string,
  targetId: string | undefined,
  dialect: Dialect,
): JsonObject {
  const name = dialect === "default" ? op : op.toLowerCase();
  return message([targetId === undefined ? { op: name, path } : { op: name, path, value: targetId }]);
}

/** Members that a group gains or loses, by target id. */
export function membersPatch(
  op: "Add" | "Remove",
  path: string,
  targetIds: readonly string[],
  dialect: Dialect,
): JsonObject {
  if (op === "Remove" && dialect !== "default") {
    return message(targetIds.map((id) => ({ op: "remove", path: `${path}[value eq "${id}"]` })));
  }
  const value = targetIds.map((id) => ({ $ref: null, value: id }));
  return message([{ op: dialect === "default" ? op : op.toLowerCase(), path, value }]);
}

function message(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [PATCH_SCHEMA], Operations: operations };
}
