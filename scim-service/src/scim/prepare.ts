import { isArray, isObject, type Json, type JsonObject } from "./json.ts";
import type { Attribute } from "./schema/attribute.ts";
import { subAttribute, type ResourceType } from "./schema/resource-type.ts";

const NOT_ASCII = /[^\0-\x7f]/; // oxlint-disable-line no-control-regex -- what ASCII is
/** Fullwidth and halfwidth forms, the ideographic space among them. */
const WIDE = /[\u3000\uff01-\uffef]/g;
/** Halfwidth letters of Hangul, whose compatibility form would go on to another one. */
const HALFWIDTH_HANGUL = /[\uffa0-\uffdc]/;
const FINAL_SIGMA = /ς/g;

/**
 * A text as it is compared where case does not matter: RFC 8265's UsernameCaseMapped, which RFC 7644 section 5 names for
 * `userName`, without its refusals. Fullwidth and halfwidth forms become the usual ones, capitals small letters, and the
 * result is composed (NFC). A final sigma becomes a plain one, so that a prefix stays a prefix.
 *
 * This is the only place where case is folded: PostgreSQL stores and compares what comes from here, since its own
 * functions depend on the database's locale and version.
 */
export function prepared(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return text.replace(WIDE, usualWidth).toLowerCase().replace(FINAL_SIGMA, "σ").normalize("NFC");
}

/** Whether the text could differ from its prepared form by more than the case of ASCII letters. */
export function needsPreparation(text: string): boolean {
  return NOT_ASCII.test(text);
}

function usualWidth(wide: string): string {
  if (wide === "\uffe3") return "\u00af";
  return HALFWIDTH_HANGUL.test(wide) ? hangul(wide) : wide.normalize("NFKC");
}

/** The letters stand in the order of U+3131 to U+3163, with gaps after every sixth vowel. */
function hangul(halfwidth: string): string {
  const code = halfwidth.charCodeAt(0);
  if (code === 0xffa0) return "\u3164";
  if (code <= 0xffbe) return String.fromCharCode(code - 0xffa1 + 0x3131);
  const row = (code - 0xffc0) >> 3;
  return String.fromCharCode(code - 0xffc2 - 2 * row + 0x314f);
}

/** A value with each string prepared that its attribute compares without case. */
export function preparedValue(attribute: Attribute, value: Json): Json {
  if (typeof value === "string") return isFolded(attribute) ? prepared(value) : value;
  if (isArray(value)) return value.map((each) => preparedValue(attribute, each));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const sub = subAttribute(attribute, name);
      return [name, sub ? preparedValue(sub, inner) : inner];
    }),
  );
}

interface ElementKey {
  /** The element, prepared. */
  readonly value: Json;
  /** The same for equal elements, whatever the order of their sub-attributes. */
  readonly text: string;
}

const keys = new WeakMap<JsonObject, ElementKey>();

/** How an element of a multi-valued attribute is compared with others. Kept, because a PATCH compares each many times. */
export function elementKey(attribute: Attribute, element: Json): ElementKey {
  let key = isObject(element) ? keys.get(element) : undefined;
  if (key) return key;
  const value = preparedValue(attribute, element);
  const parts = isObject(value) ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value;
  key = { value, text: JSON.stringify(parts) };
  if (isObject(element)) keys.set(element, key);
  return key;
}

/** A document with each string prepared that its attribute compares without case. */
export function preparedDocument(type: ResourceType, document: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      const attribute = type.core.attributes.get(name.toLowerCase());
      if (attribute) return [name, preparedValue(attribute, value)];
      const extension = type.extensions.find(({ schema }) => schema.id === name);
      if (!extension || !isObject(value)) return [name, value];
      const inner = Object.entries(value).map(([key, each]) => {
        const found = extension.attributes.get(key.toLowerCase());
        return [key, found ? preparedValue(found, each) : each];
      });
      return [name, Object.fromEntries(inner)];
    }),
  );
}

/** Whether an attribute holds strings that are compared without case (RFC 7643 section 2.2, `caseExact`). */
export function isFolded({ type, caseExact }: Attribute): boolean {
  return !caseExact && (type === "string" || type === "reference");
}
