import { EvaluationError } from "../evaluation-error.ts";
import type { EntraFunction } from "./function.ts";

/**
 * `Replace(source, oldValue, regexPattern, regexGroupName, replacementValue, replacementAttributeName, template)`; which
 * arguments are given decides what it does.
 */
export const replace: EntraFunction = (args) => {
  const source = args.text(0);
  const [oldValue, pattern, group] = [args.text(1), args.text(2), args.text(3)];
  const [replacement, fallback, template] = [args.text(4), args.text(5), args.text(6)];

  if (pattern !== null && group !== null && replacement === null) {
    if (source !== null && source !== "") return source;
    return fallback === null ? null : (regex(pattern, "").exec(fallback)?.groups?.[group] ?? null);
  }
  if (source === null) return null;
  if (oldValue !== null && template !== null) return template.replaceAll(oldValue, () => source);
  if (oldValue !== null && oldValue !== "" && replacement !== null) {
    return source.replaceAll(oldValue, () => replacement);
  }
  if (pattern !== null && replacement !== null) {
    return group === null
      ? source.replaceAll(regex(pattern, "g"), substitution(replacement))
      : replaceGroup(source, regex(pattern, "gd"), group, replacement);
  }
  return source;
};

/** Patterns are .NET's; what JavaScript reads differently is refused rather than guessed. */
function regex(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EvaluationError(`Replace: the pattern cannot be used: ${reason}`, { cause: error });
  }
}

/** .NET names a group `${name}` where JavaScript has `$<name>`. */
function substitution(replacement: string): string {
  return replacement.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) =>
    /^\d+$/.test(name) ? `$${name}` : `$<${name}>`,
  );
}

function replaceGroup(source: string, pattern: RegExp, group: string, replacement: string): string {
  let result = "";
  let copied = 0;
  for (const match of source.matchAll(pattern)) {
    const range = match.indices?.groups?.[group];
    if (range === undefined) continue;
    result += source.slice(copied, range[0]) + replacement;
    copied = range[1];
  }
  return result + source.slice(copied);
}
