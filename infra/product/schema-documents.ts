import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { AttributeArgs } from "../../provider/sdk/index.ts";

/** Types of RFC 7643 section 2.3 that Entra has an attribute type for, and that type's name in Graph. */
const entraTypes = {
  string: "String",
  boolean: "Boolean",
  integer: "Integer",
  dateTime: "DateTime",
  binary: "Binary",
} as const;

/**
 * A SCIM schema document (RFC 7643 section 7), as far as Entra can follow it: simple, single-valued attributes only,
 * because Entra takes no complex, multi-valued or reference attribute for a non-gallery application.
 */
const schemaDocument = z.object({
  id: z.string().startsWith("urn:"),
  name: z.string().min(1),
  attributes: z
    .array(
      z.object({
        name: z.string().min(1),
        type: z.enum(["string", "boolean", "integer", "dateTime", "binary"]),
        multiValued: z.literal(false),
        canonicalValues: z.array(z.string()).optional(),
        default: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
      }),
    )
    .min(1),
});

/** An attribute of the product's own, with the name that Entra knows it by. */
export interface ProductAttribute {
  /** Name in the SCIM schema, e.g. `profile`. */
  readonly name: string;
  /** Name in Entra's target directory and in mappings: `<schema id>:<attribute name>`. */
  readonly target: string;
  /** Graph's `attributeType`. */
  readonly type: (typeof entraTypes)[keyof typeof entraTypes];
  /** The values that the product knows; empty when it takes any. */
  readonly canonicalValues: readonly string[];
  /** The value of a user for whom nobody sent one. */
  readonly default: string | undefined;
}

/**
 * The attributes that the schema documents in a folder declare.
 *
 * @throws {Error} naming the file when a document is not one that Entra can follow.
 */
export function readProductAttributes(folder: string): ProductAttribute[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.toSorted().flatMap((file) => {
    const parsed = schemaDocument.safeParse(JSON.parse(readFileSync(`${folder}/${file}`, "utf8")));
    if (!parsed.success) {
      throw new Error(
        `schemas/${file} is not a schema that Entra can follow:\n${z.prettifyError(parsed.error)}`,
      );
    }
    const { id, attributes } = parsed.data;
    return attributes.map(({ name, type, canonicalValues, default: initial }) => ({
      name,
      target: `${id}:${name}`,
      type: entraTypes[type],
      canonicalValues: canonicalValues ?? [],
      default: initial,
    }));
  });
}

const SCHEMAS = fileURLToPath(new URL("../../schemas", import.meta.url));

/** Every attribute that the product adds to a user. */
export const productAttributes: readonly ProductAttribute[] = readProductAttributes(SCHEMAS);

/** The schema documents as they are, for the service to serve and enforce: file name to text. */
export const schemaDocuments: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(SCHEMAS)
    .filter((file) => file.endsWith(".json"))
    .map((file) => [file, readFileSync(`${SCHEMAS}/${file}`, "utf8")]),
);

/** Entra maps only to attributes that it knows: of the product's own, those of users that a mapping writes. */
export function attributesFor(
  mappings: readonly { readonly targetAttributeName: string; readonly object?: string | undefined }[],
  attributes: readonly ProductAttribute[] = productAttributes,
): AttributeArgs[] {
  const ofUsers = mappings.filter(({ object }) => object !== "Group");
  const written = new Set(ofUsers.map(({ targetAttributeName }) => targetAttributeName));
  return attributes
    .filter(({ target }) => written.has(target))
    .map(({ target, type }) => ({ name: target, type }));
}
