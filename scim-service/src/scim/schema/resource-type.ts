import type { Attribute, Schema } from "./attribute.ts";
import { commonAttributes } from "./common.ts";

/** One letter in the database. */
export type ResourceKind = "U" | "G";

/** A schema with its attributes by lower-cased name: attribute names are case-insensitive (RFC 7643 section 2.1). */
export interface IndexedSchema {
  readonly schema: Schema;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A resource type of RFC 7643 section 6. */
export interface ResourceType {
  readonly name: "User" | "Group";
  readonly kind: ResourceKind;
  /** Path behind the base, e.g. `/Users`. */
  readonly endpoint: string;
  readonly description: string;
  /** The core schema, its attributes together with the common ones. */
  readonly core: IndexedSchema;
  readonly extensions: readonly IndexedSchema[];
}

/** Where a path points to inside a resource. */
export interface AttributePath {
  /** The extension that holds the attribute; undefined for the resource itself. */
  readonly extension: IndexedSchema | undefined;
  /** Undefined only when the path is an extension's URN, i.e. means the whole extension. */
  readonly attribute: Attribute | undefined;
  readonly sub: Attribute | undefined;
}

export function resourceType(
  description: Pick<ResourceType, "name" | "kind" | "endpoint" | "description">,
  core: Schema,
  extensions: readonly Schema[],
): ResourceType {
  return {
    ...description,
    core: { schema: core, attributes: byName([...commonAttributes, ...core.attributes]) },
    extensions: extensions.map((schema) => ({ schema, attributes: byName(schema.attributes) })),
  };
}

function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

const subAttributes = new WeakMap<Attribute, ReadonlyMap<string, Attribute>>();

/** The sub-attribute of that name in any case; undefined where there is none. */
export function subAttribute(attribute: Attribute, name: string): Attribute | undefined {
  let index = subAttributes.get(attribute);
  if (!index) {
    index = byName(attribute.subAttributes ?? []);
    subAttributes.set(attribute, index);
  }
  return index.get(name.toLowerCase());
}

/** The extension whose schema has that URN in any case. */
export function extensionOf(type: ResourceType, urn: string): IndexedSchema | undefined {
  const wanted = urn.toLowerCase();
  return type.extensions.find(({ schema }) => schema.id.toLowerCase() === wanted);
}

/**
 * Finds what `[URN:]attribute[.sub-attribute]` (RFC 7644 section 3.10) or a bare extension URN means for a type.
 * Undefined when the type has no such attribute.
 *
 * @param afterUrn called when a dot stands between URN and attribute, as Entra's legacy dialect writes it; the path is
 * unknown unless it returns true.
 */
export function resolveAttributePath(
  type: ResourceType,
  text: string,
  afterUrn: () => boolean = () => false,
): AttributePath | undefined {
  let extension: IndexedSchema | undefined;
  let rest = text;
  if (text.length > 4 && text.slice(0, 4).toLowerCase() === "urn:") {
    const lower = text.toLowerCase();
    const schema = [type.core, ...type.extensions].find(({ schema }) =>
      lower.startsWith(schema.id.toLowerCase()),
    );
    if (!schema) return undefined;
    if (schema !== type.core) extension = schema;
    const separator = text[schema.schema.id.length];
    if (separator === undefined) return extension && { extension, attribute: undefined, sub: undefined };
    if (separator !== ":" && !(separator === "." && afterUrn())) return undefined;
    rest = text.slice(schema.schema.id.length + 1);
  }
  const dot = rest.indexOf(".");
  const name = dot === -1 ? rest : rest.slice(0, dot);
  const attribute = (extension ?? type.core).attributes.get(name.toLowerCase());
  if (!attribute) return undefined;
  if (dot === -1) return { extension, attribute, sub: undefined };
  const sub = subAttribute(attribute, rest.slice(dot + 1));
  return sub && { extension, attribute, sub };
}
