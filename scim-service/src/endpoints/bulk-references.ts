import { isArray, isObject, type Json, type JsonObject } from "../scim/json.ts";

const PREFIX = "bulkId:";
/** Where a reference can stand; in any other text `bulkId:` means nothing (RFC 7644 section 3.7.2). */
const HOLDERS: ReadonlySet<string> = new Set(["value", "$ref", "members", "manager"]);
/** A reference in the filter of a PATCH path: `members[value eq "bulkId:ada"]`. */
const IN_PATH = /"bulkId:([^"\\]+)"/g;

/** The bulkId that a text refers to; undefined where it is no reference. */
function referenced(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** A text, or the id that it refers to. */
export function resolveReference(text: string, idOf: (bulkId: string) => string): string {
  const id = referenced(text);
  return id === undefined ? text : idOf(id);
}

/** The value with each reference replaced by the id that it stands for. */
export function resolveReferences(value: JsonObject, idOf: (bulkId: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, resolved(inner, name, idOf)]),
  );
}

function resolved(value: Json, name: string, idOf: (bulkId: string) => string): Json {
  if (isArray(value)) return value.map((item) => resolved(item, name, idOf));
  if (isObject(value)) return resolveReferences(value, idOf);
  if (typeof value !== "string") return value;
  const holder = name.toLowerCase();
  if (holder === "path")
    return value.replaceAll(IN_PATH, (_all, bulkId: string) => JSON.stringify(idOf(bulkId)));
  return HOLDERS.has(holder) ? resolveReference(value, idOf) : value;
}

/** All bulkIds that an operation's path or data refers to, at any depth. */
export function referencesIn(given: string, data: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (bulkId: string): string => {
    found.add(bulkId);
    return bulkId;
  };
  resolveReference(given, note);
  resolveReferences(data, note);
  return found;
}

/** What a resource refers to that does not exist yet. */
export interface Later {
  readonly bulkId: string;
  /** The attribute that refers to it, as a PATCH path. */
  readonly path: string;
}

/**
 * The body of a new resource in two: without the references to some bulkIds, and those references. What can refer to
 * another resource is a group's `members` and a user's `manager`.
 */
export function splitReferences(
  data: JsonObject,
  isLater: (bulkId: string) => boolean,
): { readonly now: JsonObject; readonly later: readonly Later[] } {
  // Each once, however often it is named.
  const later = new Map<string, Later>();
  const isNow = (path: string, reference: Json | undefined): boolean => {
    const single = isArray(reference) && reference.length === 1 ? reference[0] : reference;
    const value = isObject(single) ? single["value"] : single;
    const bulkId = typeof value === "string" ? referenced(value) : undefined;
    if (bulkId === undefined || !isLater(bulkId)) return true;
    later.set(`${path} ${bulkId}`, { bulkId, path });
    return false;
  };
  const entries = Object.entries(data).map(([name, value]) => {
    if (name.toLowerCase() === "members") {
      const members = isArray(value) ? value : [value];
      return [name, members.filter((member) => isNow("members", member))] as const;
    }
    if (!isObject(value)) return [name, value] as const;
    const kept = Object.entries(value).filter(
      ([inner, reference]) => inner.toLowerCase() !== "manager" || isNow(`${name}:${inner}`, reference),
    );
    return [name, Object.fromEntries(kept)] as const;
  });
  return { now: Object.fromEntries<Json>(entries), later: [...later.values()] };
}
