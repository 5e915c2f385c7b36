import type { Match, Pattern } from "./pattern.ts";

type Piece = (match: Match, text: string) => string;

/** `$$`, `$&`, `$1`, `${name}` and the rest of .NET's substitutions; a `$` of anything else is a plain character. */
const PIECES = /\$(?:(\d+)|\{(\w+)\}|([$&`'+_]))/g;

/** Puts a replacement together for a match, as .NET's `Regex.Replace` does. */
export function substitution(replacement: string, pattern: Pattern): Piece {
  return (match, text) =>
    replacement.replaceAll(PIECES, (whole, number?: string, name?: string, mark?: string) => {
      const group = number ?? name;
      if (group !== undefined) {
        const known = pattern.hasGroup(stripped(group));
        return known ? (match.groups.get(stripped(group))?.text ?? "") : whole;
      }
      return marked(mark ?? "", match, text);
    });
}

/** The groups that a replacement refers to, as far as the pattern has them. */
export function substitutedGroups(replacement: string, pattern: Pattern): string[] {
  return [...replacement.matchAll(PIECES)]
    .map(([, number, name]) => stripped(number ?? name ?? ""))
    .filter((group) => pattern.hasGroup(group));
}

function stripped(group: string): string {
  return /^\d+$/.test(group) ? String(Number(group)) : group;
}

function marked(mark: string, match: Match, text: string): string {
  switch (mark) {
    case "$":
      return "$";
    case "&":
      return text.slice(match.start, match.end);
    case "`":
      return text.slice(0, match.start);
    case "'":
      return text.slice(match.end);
    case "_":
      return text;
    default: {
      const last = [...match.groups.keys()].filter((name) => /^\d+$/.test(name)).map(Number);
      return match.groups.get(String(Math.max(...last)))?.text ?? "";
    }
  }
}
