import type { z } from "zod";
import type { Problem } from "../plugin.ts";
import {
  formatPath,
  type PropertyMap,
  isPropertyMap,
  UNKNOWN,
  type PropertyValue,
} from "../property-map/property-map.ts";

/** All mistakes that a schema finds in properties, but for those that only come of a value that is not known yet. */
export function problemsOf(schema: z.ZodObject, properties: PropertyMap): Problem[] {
  const result = schema.strict().safeParse(properties);
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !leadsToUnknown(properties, issue.path))
    .flatMap((issue): Problem[] => {
      if (issue.code !== "unrecognized_keys") {
        return [{ property: formatPath(issue.path), reason: reasonOf(issue, properties) }];
      }
      return issue.keys.map((key) => ({
        property: formatPath([...issue.path, key]),
        reason: "there is no such property",
      }));
    });
}

function reasonOf(issue: z.core.$ZodIssue, properties: PropertyMap): string {
  const missing = issue.code === "invalid_type" && valueAt(properties, issue.path) === undefined;
  return missing ? `is required (${issue.expected})` : issue.message;
}

function leadsToUnknown(properties: PropertyMap, path: readonly PropertyKey[]): boolean {
  return path.some((_, index) => valueAt(properties, path.slice(0, index + 1)) === UNKNOWN);
}

function valueAt(properties: PropertyMap, path: readonly PropertyKey[]): PropertyValue | undefined {
  let value: PropertyValue | undefined = properties;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isPropertyMap(value)) value = value[String(part)];
    else return undefined;
  }
  return value;
}
