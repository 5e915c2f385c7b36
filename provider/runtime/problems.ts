import type { z } from "zod";
import type { Problem } from "./resource.ts";
import { type Bag, isBag, UNKNOWN, type Value } from "./value.ts";

/** All mistakes that a schema finds in a bag, but for those that only come of a value that is not known yet. */
export function problemsOf(schema: z.ZodObject, bag: Bag): Problem[] {
  const result = schema.strict().safeParse(bag);
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !leadsToUnknown(bag, issue.path))
    .flatMap((issue): Problem[] => {
      if (issue.code !== "unrecognized_keys") {
        return [{ property: propertyPath(issue.path), reason: reasonOf(issue, bag) }];
      }
      return issue.keys.map((key) => ({
        property: propertyPath([...issue.path, key]),
        reason: "there is no such property",
      }));
    });
}

function reasonOf(issue: z.core.$ZodIssue, bag: Bag): string {
  const missing = issue.code === "invalid_type" && valueAt(bag, issue.path) === undefined;
  return missing ? `is required (${issue.expected})` : issue.message;
}

/** `["mappings", 0, "constant"]` as `mappings[0].constant`, the form in which Pulumi names a place in the inputs. */
export function propertyPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text;
}

function leadsToUnknown(bag: Bag, path: readonly PropertyKey[]): boolean {
  return path.some((_, index) => valueAt(bag, path.slice(0, index + 1)) === UNKNOWN);
}

function valueAt(bag: Bag, path: readonly PropertyKey[]): Value | undefined {
  let value: Value | undefined = bag;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isBag(value)) value = value[String(part)];
    else return undefined;
  }
  return value;
}
