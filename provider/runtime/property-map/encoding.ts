import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { type PropertyMap, isPropertyMap, UNKNOWN, type PropertyValue } from "./property-map.ts";

/** Marks an object as one of the wire format's special values; the value says which. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The engine sends another text for each type that an unknown value would have. */
const UNKNOWNS = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Decoded {
  readonly properties: PropertyMap;
  /** Top-level properties that are, or have in them, a secret. */
  readonly secrets: ReadonlySet<string>;
}

/** Reads what the engine sends. Properties that are null count as absent, as everywhere in Pulumi. */
export function decode(struct: structProto.Struct | undefined): Decoded {
  const secrets = new Set<string>();
  const properties: PropertyMap = {};
  for (const [property, raw] of Object.entries(struct?.toJavaScript() ?? {})) {
    const value = decodeValue(raw, () => secrets.add(property));
    if (value !== null) properties[property] = value;
  }
  return { properties, secrets };
}

function decodeValue(raw: unknown, onSecret: () => void): PropertyValue {
  if (typeof raw === "string") return UNKNOWNS.has(raw) ? UNKNOWN : raw;
  if (typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map((each) => decodeValue(each, onSecret));
  if (typeof raw !== "object" || raw === null) return null;
  const members = new Map(Object.entries(raw));
  if (members.get(SIGNATURE) === SECRET) {
    onSecret();
    return decodeValue(members.get("value"), onSecret);
  }
  const properties: PropertyMap = {};
  for (const [key, member] of members) {
    const value = decodeValue(member, onSecret);
    if (value !== null) properties[key] = value;
  }
  return properties;
}

/** Writes what the engine reads; the properties named in `secrets` are encrypted in the stack's state. */
export function encode(properties: object, secrets: ReadonlySet<string>): structProto.Struct {
  const encoded: Record<string, structProto.JavaScriptValue> = {};
  for (const [property, value] of Object.entries(properties)) {
    if (value == null) continue;
    const plain = encodeValue(value as PropertyValue);
    encoded[property] = secrets.has(property) ? { [SIGNATURE]: SECRET, value: plain } : plain;
  }
  return structProto.Struct.fromJavaScript(encoded);
}

function encodeValue(value: PropertyValue): structProto.JavaScriptValue {
  if (value === UNKNOWN) return UNKNOWN_STRING;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (!isPropertyMap(value)) return value;
  const present = Object.entries(value).filter(([, each]) => each != null);
  return Object.fromEntries(present.map(([key, each]) => [key, encodeValue(each)]));
}
