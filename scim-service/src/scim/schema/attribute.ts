/** Attribute characteristics of RFC 7643 section 2.2, as `/Schemas` serves them. */
export interface Attribute {
  readonly name: string;
  readonly type:
    | "string"
    | "boolean"
    | "decimal"
    | "integer"
    | "dateTime"
    | "reference"
    | "binary"
    | "complex";
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned: "always" | "never" | "default" | "request";
  readonly uniqueness: "none" | "server" | "global";
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
  /** The value of a resource for which none was sent; not a characteristic of the RFC, so never served. */
  readonly default?: string | number | boolean;
  /** Whether `canonicalValues` is the whole list (product schemas) or a suggestion (the RFC's own schemas). */
  readonly closed?: boolean;
}

/** A schema document of RFC 7643 section 7. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

type Options = Partial<Omit<Attribute, "name" | "type" | "description">>;

/** An attribute with the RFC's defaults for what is left out (RFC 7643 section 2.2). */
export function attribute(
  name: string,
  type: Attribute["type"],
  description: string,
  options: Options = {},
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: type === "reference" || type === "binary",
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...options,
  };
}

export function string(name: string, description: string, options: Options = {}): Attribute {
  return attribute(name, "string", description, options);
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  options: Options = {},
): Attribute {
  return attribute(name, "complex", description, { ...options, subAttributes });
}

/** A multi-valued complex attribute with the default sub-attributes of RFC 7643 section 2.4. */
export function plural(
  name: string,
  description: string,
  value: Attribute,
  types?: readonly string[],
): Attribute {
  return complex(
    name,
    description,
    [
      value,
      string("display", "A name for people to read."),
      string("type", "What the value is for.", types ? { canonicalValues: types } : {}),
      attribute("primary", "boolean", "True for the preferred value, at most once."),
    ],
    { multiValued: true },
  );
}
