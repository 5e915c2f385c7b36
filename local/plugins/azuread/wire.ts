import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import {
  type PropertyMap,
  isPropertyMap,
  UNKNOWN,
  type PropertyValue,
} from "../../../provider/runtime/property-map/property-map.ts";
import type { Problem } from "./check.ts";
import type { Change } from "./diff.ts";

/** Marks an object as one of the wire format's special values; the value says which. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** @param isSecret whether what is at the path (`credentials[0].value`) is encrypted in the stack's state */
export function encode(properties: PropertyMap, isSecret: (path: string) => boolean): structProto.Struct {
  return structProto.Struct.fromJavaScript(encodeMembers(properties, "", isSecret));
}

type Encoded = Record<string, structProto.JavaScriptValue>;

function encodeMembers(properties: PropertyMap, path: string, isSecret: (path: string) => boolean): Encoded {
  const encoded: Encoded = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value !== null) encoded[key] = encodeValue(value, path === "" ? key : `${path}.${key}`, isSecret);
  }
  return encoded;
}

function encodeValue(
  value: PropertyValue,
  path: string,
  isSecret: (path: string) => boolean,
): structProto.JavaScriptValue {
  const plain =
    value === UNKNOWN
      ? unknownValue
      : Array.isArray(value)
        ? value.map((each, at) => encodeValue(each, `${path}[${at}]`, isSecret))
        : isPropertyMap(value)
          ? encodeMembers(value, path, isSecret)
          : value;
  return isSecret(path) ? { [signature]: secret, value: plain } : plain;
}

export function checkFailure({ property, reason }: Problem): providerProto.CheckFailure {
  return new providerProto.CheckFailure().setProperty(property).setReason(reason);
}

export function diffResponse(changes: readonly Change[]): providerProto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const { Kind } = providerProto.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const response = new providerProto.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(propertiesOf(changes))
    .setReplacesList(propertiesOf(changes.filter(({ replaces }) => replaces)))
    .setHasdetaileddiff(true);
  for (const { path, kind, replaces } of changes) {
    const detail = new providerProto.PropertyDiff().setKind(kinds[kind][replaces ? 1 : 0]);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function propertiesOf(changes: readonly Change[]): string[] {
  return [...new Set(changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))];
}
