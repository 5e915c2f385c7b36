import type { Dialect } from "../leniency.ts";
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
  /** Undefined only when the path is a schema's URN: it means the whole extension, or all that the core schema has. */
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
 * Finds what `[URN:]attribute[.sub-attribute]` (RFC 7644 section 3.10) or the bare URN of a schema means for a type.
 * Undefined when the type has no such attribute.
 *
 * @param dialect asked when a dot stands between URN and attribute, or when the URN of an extension is left out; without
 * one, neither is known.
 */
export function resolveAttributePath(
  type: ResourceType,
  text: string,
  dialect?: Dialect,
): AttributePath | undefined {
  if (text.slice(0, 4).toLowerCase() !== "urn:") {
    const inCore = attributeAt(type.core, undefined, text);
    if (inCore) return inCore;
    const inExtension = type.extensions.flatMap((each) => attributeAt(each, each, text) ?? []);
    return inExtension.length === 1 && dialect?.allows("extensionWithoutUrn") ? inExtension[0] : undefined;
  }
  const lower = text.toLowerCase();
  const found = [type.core, ...type.extensions].find(
    ({ schema: { id } }) => lower.startsWith(id.toLowerCase()) && /^(?:[:.]|$)/.test(text.slice(id.length)),
  );
  if (!found) return undefined;
  const extension = found === type.core ? undefined : found;
  const separator = text[found.schema.id.length];
  if (separator === undefined) return { extension, attribute: undefined, sub: undefined };
  const inSchema = attributeAt(found, extension, text.slice(found.schema.id.length + 1));
  return separator === ":" || (inSchema && dialect?.allows("dotAfterUrn")) ? inSchema : undefined;
}

/** What `attribute[.sub-attribute]` means in one schema. */
function attributeAt(
  { attributes }: IndexedSchema,
  extension: IndexedSchema | undefined,
  text: string,
): AttributePath | undefined {
  const dot = text.indexOf(".");
  const attribute = attributes.get((dot === -1 ? text : text.slice(0, dot)).toLowerCase());
  if (!attribute || dot === -1) return attribute && { extension, attribute, sub: undefined };
  const sub = subAttribute(attribute, text.slice(dot + 1));
  return sub && { extension, attribute, sub };
}
