import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Schema } from "./attribute.ts";
import { enterpriseUserSchema } from "./enterprise-user.ts";
import { groupSchema } from "./group.ts";
import { userSchema } from "./user.ts";

/** A folder of schema documents that cannot be used. */
export class SchemaFileError extends Error {
  override readonly name = "SchemaFileError";
}

// Entra supports only simple, single-valued attributes for a non-gallery application; nothing else is served.
const productAttribute = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z][\w-]*$/),
    type: z.enum(["string", "boolean", "decimal", "integer", "dateTime", "reference"]),
    multiValued: z.literal(false),
    description: z.string(),
    required: z.literal(false),
    canonicalValues: z.array(z.string()).nonempty().optional(),
    referenceTypes: z.array(z.string()).optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    caseExact: z.boolean(),
    mutability: z.enum(["readWrite", "immutable"]),
    returned: z.literal("default"),
    uniqueness: z.literal("none"),
  })
  .transform(({ canonicalValues, referenceTypes, default: fallback, ...rest }) => ({
    ...rest,
    ...(canonicalValues && { canonicalValues, closed: true }),
    ...(referenceTypes && { referenceTypes }),
    ...(fallback !== undefined && { default: fallback }),
  }))
  .refine((a) => a.default === undefined || typeof a.default === jsType(a.type), {
    path: ["default"],
    error: "must be of the attribute's type",
  })
  .refine((a) => a.default === undefined || (a.canonicalValues?.includes(String(a.default)) ?? true), {
    path: ["default"],
    error: "must be one of canonicalValues",
  });

const productSchema = z.object({
  // What a filter and a PATCH path can name.
  id: z
    .string()
    .regex(/^urn:[\w.:-]+$/i, "must be a URN of letters, digits, dots, dashes, underscores and colons"),
  name: z.string(),
  description: z.string(),
  attributes: z.array(productAttribute).nonempty(),
});

function jsType(type: string): string {
  if (type === "boolean") return "boolean";
  return type === "decimal" || type === "integer" ? "number" : "string";
}

/**
 * Reads the product's schema documents: every `*.json` of the folder, in the order of their names.
 *
 * @throws {SchemaFileError} naming the file, the place in it and what is allowed there.
 */
export async function loadSchemas(folder: string): Promise<readonly Schema[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new SchemaFileError(`SCHEMAS_DIR ${folder} cannot be read: ${String(error)}`);
  });
  const schemas: Schema[] = [];
  for (const name of names.filter((name) => name.endsWith(".json")).toSorted()) {
    const file = path.join(folder, name);
    let document: unknown;
    try {
      document = JSON.parse(await readFile(file, "utf8"));
    } catch (error) {
      throw new SchemaFileError(`${file} is not JSON: ${String(error)}`);
    }
    const parsed = productSchema.safeParse(document);
    if (!parsed.success) {
      throw new SchemaFileError(`${file} is not a schema of this service:\n${z.prettifyError(parsed.error)}`);
    }
    schemas.push(parsed.data);
  }
  const ids = [userSchema, groupSchema, enterpriseUserSchema, ...schemas].map(({ id }) => id.toLowerCase());
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new SchemaFileError(`${folder} holds the schema ${twice} more than once, or it is one of the RFC`);
  return schemas;
}
