import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import {
  isPropertyMap,
  type PropertyMap,
  type PropertyPath,
  type PropertyValue,
  UNKNOWN,
} from "./property-map.ts";

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

/** Whether what is at a path is encrypted in the stack's state. */
export type IsSecret = (path: PropertyPath) => boolean;

export const NOTHING_SECRET: IsSecret = () => false;

/** Properties as they arrived. */
export interface Decoded {
  readonly properties: PropertyMap;
  /** Top-level properties that are, or have in them, a secret. */
  readonly secrets: ReadonlySet<string>;
}

/** Reads what the engine sends. Properties that are null count as absent, as everywhere in Pulumi. */
export function decode(struct: structProto.Struct | undefined): Decoded {
  const secrets = new Set<string>();
  const properties = decodeMembers(struct?.toJavaScript() ?? {}, [], ([name]) => secrets.add(String(name)));
  return { properties, secrets };
}

/** Where the marks of secrets are. */
export function secretPaths(struct: structProto.Struct | undefined): PropertyPath[] {
  const paths: PropertyPath[] = [];
  decodeMembers(struct?.toJavaScript() ?? {}, [], (path) => paths.push(path));
  return paths;
}

function decodeMembers(
  members: object,
  path: PropertyPath,
  onSecret: (path: PropertyPath) => unknown,
): PropertyMap {
  const properties: PropertyMap = {};
  for (const [key, raw] of Object.entries(members)) {
    const value = decodeValue(raw, [...path, key], onSecret);
    if (value !== null) properties[key] = value;
  }
  return properties;
}

function decodeValue(
  raw: unknown,
  path: PropertyPath,
  onSecret: (path: PropertyPath) => unknown,
): PropertyValue {
  if (typeof raw === "string") return UNKNOWNS.has(raw) ? UNKNOWN : raw;
  if (typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map((each, index) => decodeValue(each, [...path, index], onSecret));
  if (typeof raw !== "object" || raw === null) return null;
  const marked = new Map<string, unknown>(Object.entries(raw));
  if (marked.get(SIGNATURE) !== SECRET) return decodeMembers(raw, path, onSecret);
  onSecret(path);
  return decodeValue(marked.get("value"), path, onSecret);
}

/** Writes what the engine reads. What is in a secret needs no mark of its own. */
export function encode(properties: object, isSecret: IsSecret): structProto.Struct {
  return structProto.Struct.fromJavaScript(encodeMembers(properties as PropertyMap, [], isSecret));
}

function encodeMembers(
  properties: PropertyMap,
  path: PropertyPath,
  isSecret: IsSecret,
): Record<string, structProto.JavaScriptValue> {
  const present = Object.entries(properties).filter(([, value]) => value != null);
  return Object.fromEntries(
    present.map(([key, value]) => [key, encodeValue(value, [...path, key], isSecret)]),
  );
}

function encodeValue(
  value: PropertyValue,
  path: PropertyPath,
  isSecret: IsSecret,
): structProto.JavaScriptValue {
  if (isSecret(path)) return { [SIGNATURE]: SECRET, value: encodeValue(value, path, NOTHING_SECRET) };
  if (value === UNKNOWN) return UNKNOWN_STRING;
  if (Array.isArray(value)) return value.map((each, index) => encodeValue(each, [...path, index], isSecret));
  return isPropertyMap(value) ? encodeMembers(value, path, isSecret) : value;
}
