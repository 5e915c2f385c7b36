import { z } from "zod";

/** A JSON Schema, as far as editors' schemas are made of it. */
export interface JsonSchema {
  [keyword: string]: unknown;
  description?: string;
  secret?: boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** What a zod schema takes, without the keywords that only our own messages use. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
  delete json["$schema"];
  return json;
}

/** A copy in which `change` has replaced each schema, the innermost first. */
export function mapSchema(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, items, anyOf, additionalProperties } = schema;
  const inner = (part: JsonSchema) => mapSchema(part, change);
  return change({
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, inner(part)])),
    }),
    ...(items && { items: inner(items) }),
    ...(anyOf && { anyOf: anyOf.map(inner) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: inner(additionalProperties) }),
  });
}

/** `example` and `secret` are ours; editors know `examples`. */
export function withExamples(schema: JsonSchema): JsonSchema {
  const { example, ...rest } = schema;
  delete rest.secret;
  return example === undefined ? rest : { ...rest, examples: [example] };
}
