import type { z } from "zod";
import { type PropertyMap, containsUnknown } from "../../../provider/runtime/property-map/property-map.ts";

/** A mistake in the inputs: where (`credentials[0].key`) and what. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** The inputs with their defaults, and what is wrong with them. What is not known yet is not judged yet. */
export function checkInputs(
  schema: z.ZodObject,
  news: PropertyMap,
): { inputs: PropertyMap; problems: Problem[] } {
  const inputs: PropertyMap = {};
  const problems: Problem[] = [];
  for (const property of Object.keys(news)) {
    if (!Object.hasOwn(schema.shape, property) && !property.startsWith("__")) {
      const expected = Object.keys(schema.shape).join(", ");
      problems.push({ property, reason: `there is no property ${property}; expected one of ${expected}` });
    }
  }
  for (const [property, part] of Object.entries(schema.shape)) {
    const value = news[property];
    if (value !== undefined && containsUnknown(value)) {
      inputs[property] = value;
      continue;
    }
    const result = (part as z.ZodType<PropertyMap[string] | undefined>).safeParse(value);
    if (result.success) {
      if (result.data !== undefined) inputs[property] = result.data;
    } else if (value === undefined) {
      problems.push({ property, reason: `Missing required property '${property}'` });
    } else {
      for (const { path, message } of result.error.issues) {
        problems.push({ property: property + path.map(segment).join(""), reason: message });
      }
    }
  }
  return { inputs, problems };
}

function segment(key: PropertyKey): string {
  return typeof key === "number" ? `[${key}]` : `.${String(key)}`;
}
