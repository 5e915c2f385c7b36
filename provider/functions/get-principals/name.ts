import { isGuid } from "../../identifiers.ts";

/** What kind of name a text is, by its form. */
export type NameKind = "id" | "address" | "displayName";

export function kindOf(name: string): NameKind {
  if (isGuid(name)) return "id";
  return /^[^\s@]+@[^\s@]+$/.test(name) ? "address" : "displayName";
}

/** Names compare as Graph compares them: without regard to case. */
export function sameName(one: string | null | undefined, other: string): boolean {
  return one != null && one.toLowerCase() === other.toLowerCase();
}
