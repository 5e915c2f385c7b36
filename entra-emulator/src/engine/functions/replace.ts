import { type Argument, type Expression, findFunction } from "@entra-scim-kit/expressions";
import { EvaluationError } from "../evaluation-error.ts";
import { PatternError } from "../pattern/error.ts";
import { Pattern } from "../pattern/pattern.ts";
import { substitutedGroups, substitution } from "../pattern/substitution.ts";
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
    const [match] = fallback === null ? [] : compiled(pattern).matches(fallback);
    return match?.groups.get(group)?.text ?? null;
  }
  if (source === null) return null;
  if (oldValue !== null && template !== null) return template.replaceAll(oldValue, () => source);
  if (oldValue !== null && oldValue !== "" && replacement !== null) {
    return source.replaceAll(oldValue, () => replacement);
  }
  if (pattern !== null && replacement !== null) return replaceMatches(source, pattern, group, replacement);
  return source;
};

function compiled(pattern: string): Pattern {
  try {
    return Pattern.of(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new EvaluationError(`Replace: ${error.message}`, { cause: error });
  }
}

/** With a group only what it captured is replaced, and the replacement is taken as it stands. */
function replaceMatches(source: string, text: string, group: string | null, replacement: string): string {
  const pattern = compiled(text);
  const write = substitution(replacement, pattern);
  let result = "";
  let copied = 0;
  for (const match of pattern.matches(source)) {
    const captured = group === null ? null : match.groups.get(group);
    if (group !== null && captured == null) continue;
    const start = captured?.start ?? match.start;
    const end = captured == null ? match.end : captured.start + captured.text.length;
    result += source.slice(copied, start) + (captured == null ? write(match, source) : replacement);
    copied = end;
  }
  return result + source.slice(copied);
}

/** What is wrong with the patterns of an expression's calls of `Replace`, as far as they are constants. */
export function replaceProblems(node: Expression): string[] {
  if (node.kind === "comparison") return [...replaceProblems(node.left), ...replaceProblems(node.right)];
  if (node.kind !== "call") return [];
  const nested = node.arguments.flatMap((each) => (each.kind === "omitted" ? [] : replaceProblems(each)));
  const [, , text, group, replacement] = node.arguments.map(constant);
  if (findFunction(node.name)?.name !== "Replace" || text === undefined) return nested;
  try {
    const pattern = Pattern.of(text);
    const used = group === undefined ? substitutedGroups(replacement ?? "", pattern) : [group];
    const wrong = used.flatMap((each) => groupProblem(pattern, each));
    return [...nested, ...wrong.map((problem) => `Replace: ${problem}`)];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [...nested, `Replace: ${error.message}`];
  }
}

function groupProblem(pattern: Pattern, group: string): string[] {
  if (!pattern.hasGroup(group)) return [`the pattern has no group ${group}`];
  if (pattern.isReliable(group)) return [];
  return [`what the group ${group} captures inside a repetition cannot be translated`];
}

function constant(argument: Argument): string | undefined {
  return argument.kind === "constant" ? argument.value : undefined;
}
