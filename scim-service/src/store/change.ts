import { isObject, sameJson, type Json, type JsonObject } from "../scim/json.ts";

/** Who asks for a change: written to the change log beside it. */
export interface Actor {
  readonly tenant: number;
  readonly tokenId: string;
  readonly requestId: string;
}

/** What an update changed: the attributes that differ, as they were and as they are. */
export interface Difference {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** The top-level attributes that differ; undefined when the documents are the same. */
export function difference(before: JsonObject, after: JsonObject): Difference | undefined {
  const was: Record<string, Json> = {};
  const is: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (sameJson(before[name], after[name])) continue;
    const [old, changed] = [before[name], after[name]];
    if (old !== undefined) was[name] = old;
    if (changed !== undefined) is[name] = changed;
  }
  return isObject(was) && Object.keys(was).length + Object.keys(is).length > 0
    ? { before: was, after: is }
    : undefined;
}
