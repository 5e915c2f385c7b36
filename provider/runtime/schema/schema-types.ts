import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

/** Of JSON Schema, what zod makes of the provider's definitions. */
interface JsonSchema {
  readonly type?: string;
  /** The name of an object's or enumeration's type. */
  readonly title?: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
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
  readonly description?: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

export interface EnumType {
  readonly type: "string";
  readonly description?: string;
  readonly enum: readonly { readonly value: string }[];
}

/** A type that has a name. */
export type NamedType = (ObjectType & { readonly type: "object" }) | EnumType;

/**
 * Turns zod schemas into Pulumi's, in which every object and enumeration inside another has a name: its `title`, or
 * else the name of what it is in and of the property.
 */
export class SchemaTypes {
  readonly #tokenOf: (name: string) => string;
  readonly #named = new Map<string, NamedType>();

  constructor(tokenOf: (name: string) => string) {
    this.#tokenOf = tokenOf;
  }

  /** @param name begins the names of what is in it and has no title. */
  object(schema: z.ZodObject, name: string): ObjectType {
    return this.#object(z.toJSONSchema(schema, { io: "input" }) as JsonSchema, name);
  }

  /** Every named type so far, by token. */
  named(): Record<string, NamedType> {
    return Object.fromEntries(this.#named);
  }

  #object(schema: JsonSchema, name: string): ObjectType {
    const properties = Object.entries(schema.properties ?? {}).map(([property, each]) => {
      const type = this.#type(each, name + typeNameOf(property));
      return [property, described(type, documentation(each))] as const;
    });
    return { properties: Object.fromEntries(properties), required: schema.required ?? [] };
  }

  #type(schema: JsonSchema, fallback: string): Property {
    const name = schema.title ?? fallback;
    if (schema.enum !== undefined) {
      const values = schema.enum.map((value) => ({ value }));
      return this.#reference(name, described({ type: "string", enum: values }, schema.description));
    }
    switch (schema.type) {
      case "array":
        return { type: "array", items: this.#type(schema.items ?? {}, fallback) };
      case "object": {
        if (schema.properties === undefined && typeof schema.additionalProperties === "object") {
          return { type: "object", additionalProperties: this.#type(schema.additionalProperties, fallback) };
        }
        return this.#reference(
          name,
          described({ type: "object", ...this.#object(schema, name) }, schema.description),
        );
      }
      default:
        return { type: schema.type ?? "string" };
    }
  }

  /** @throws {TypeError} when two different types have the same name */
  #reference(name: string, type: NamedType): Property {
    const token = this.#tokenOf(name);
    const known = this.#named.get(token);
    if (known === undefined) this.#named.set(token, type);
    // A property's description takes the place of the type's own, so that the types may differ in it.
    else if (!isDeepStrictEqual({ ...known, description: "" }, { ...type, description: "" })) {
      throw new TypeError(`Two types of the package schema are called ${name}.`);
    }
    return { $ref: `#/types/${token}` };
  }
}

function described<Type extends object>(type: Type, description: string | undefined): Type {
  return description === undefined ? type : { ...type, description };
}

/** A default is told, not declared: a declared one would be filled in by the SDKs and show in every stack's state. */
function documentation({ description, default: usual }: JsonSchema): string | undefined {
  return usual === undefined ? description : `${description ?? ""} Default \`${usual}\`.`.trim();
}

/** `mappings` as `Mapping`: the name of what is in a list. */
function typeNameOf(property: string): string {
  const singular = property.endsWith("s") ? property.slice(0, -1) : property;
  return singular.charAt(0).toUpperCase() + singular.slice(1);
}
