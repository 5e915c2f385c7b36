import { z } from "zod";

/** Of JSON Schema, what zod makes of the provider's definitions. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** A property of Pulumi's package schema. */
export interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly description?: string;
  readonly secret?: boolean;
  readonly replaceOnChanges?: boolean;
}

export interface ObjectType {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

/** Turns zod schemas into Pulumi's; objects inside others get names, because Pulumi has no nameless ones. */
export class SchemaTypes {
  readonly #tokenOf: (name: string) => string;
  readonly #named = new Map<string, ObjectType & { readonly type: "object" }>();

  constructor(tokenOf: (name: string) => string) {
    this.#tokenOf = tokenOf;
  }

  /** @param name begins the names of the objects in it. */
  object(schema: z.ZodObject, name: string): ObjectType {
    return this.#object(z.toJSONSchema(schema, { io: "input" }) as JsonSchema, name);
  }

  /** Every named type so far, by token. */
  named(): Record<string, ObjectType> {
    return Object.fromEntries(this.#named);
  }

  #object(schema: JsonSchema, name: string): ObjectType {
    const properties = Object.entries(schema.properties ?? {}).map(([property, each]) => {
      return [property, this.#property(each, name + typeNameOf(property))] as const;
    });
    return { properties: Object.fromEntries(properties), required: schema.required ?? [] };
  }

  #property(schema: JsonSchema, name: string): Property {
    const allowed = schema.enum === undefined ? "" : `One of ${schema.enum.join(", ")}.`;
    const description = [schema.description ?? "", allowed].filter((text) => text !== "").join(" ");
    return { ...this.#type(schema, name), ...(description === "" ? {} : { description }) };
  }

  #type(schema: JsonSchema, name: string): Property {
    switch (schema.type) {
      case "array":
        return { type: "array", items: this.#type(schema.items ?? {}, name) };
      case "object": {
        if (schema.properties === undefined && typeof schema.additionalProperties === "object") {
          return { type: "object", additionalProperties: this.#type(schema.additionalProperties, name) };
        }
        const token = this.#tokenOf(name);
        this.#named.set(token, { type: "object", ...this.#object(schema, name) });
        return { $ref: `#/types/${token}` };
      }
      default:
        return { type: schema.type ?? "string" };
    }
  }
}

/** `mappings` as `Mapping`: the name of what is in a list. */
function typeNameOf(property: string): string {
  const singular = property.endsWith("s") ? property.slice(0, -1) : property;
  return singular.charAt(0).toUpperCase() + singular.slice(1);
}
