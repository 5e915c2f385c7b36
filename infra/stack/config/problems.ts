import { closestMatch } from "leven";
import type { z } from "zod";
import { commandFor } from "./command.ts";
import { printPath } from "./path.ts";
import { settingAt } from "./settings.ts";

/** One thing that is wrong with a stack's configuration. Never carries the value of a setting that may be secret. */
export interface ConfigProblem {
  /** As `pulumi config set --path` takes it, e.g. `assignments.groups[0]`. */
  readonly path: string;
  /** What is wrong and what is allowed, as the end of a sentence that starts with the path. */
  readonly reason: string;
  /** A command that would set it right. */
  readonly example: string | undefined;
}

/** Turns what zod found into problems that a person can act on. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): ConfigProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
    return { path: printPath(issue.path), reason: reasonOf(issue), example: commandFor(issue.path) };
  });
}

function unknownKey(parent: readonly PropertyKey[], key: string): ConfigProblem {
  const known = Object.keys(settingAt(parent)?.properties ?? {});
  const near = closestMatch(key, known, { maxDistance: Math.max(2, Math.floor(key.length / 3)) });
  const guess = near === undefined ? "" : `; did you mean ${near}?`;
  return {
    path: printPath([...parent, key]),
    reason: `is not a setting${guess} (allowed here: ${known.join(", ")})`,
    example: near === undefined ? undefined : commandFor([...parent, near]),
  };
}

function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${nameOf(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}${guess(issue.input, issue.values.map(String))}`;
    default:
      return issue.message;
  }
}

function guess(given: unknown, allowed: readonly string[]): string {
  if (typeof given !== "string") return "";
  const near = closestMatch(given, allowed, { maxDistance: 3 });
  return near === undefined ? "" : `; did you mean ${near}?`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  int: "a whole number",
  number: "a whole number",
  array: "a list",
  object: "an object; set its parts with --path",
};

function nameOf(type: string): string {
  return typeNames[type] ?? type;
}
