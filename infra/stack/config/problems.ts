import { closestMatch } from "leven";
import type { z } from "zod";
import { commandFor, removalOf, typedCommandFor } from "./command.ts";
import { printPath } from "./path.ts";
import { type Setting, settingAt, settings } from "./settings.ts";

/** A setting that is wrong. Never carries the value of a setting that may be secret. */
export interface Mistake {
  readonly keys: readonly PropertyKey[];
  /** What is wrong and what is allowed, as the end of a sentence that starts with the setting. */
  readonly reason: string;
  /** The setting that was meant; that itself unless its name is wrong. */
  readonly meant: readonly PropertyKey[] | undefined;
  /** `name`: there is no such setting. `type`: its value is of another type, such as a text for a number. */
  readonly wrong: "name" | "type" | "value";
}

/** One thing that is wrong with a stack's configuration. */
export interface ConfigProblem {
  /** As `pulumi config set --path` takes it, e.g. `assignments.groups[0]`. */
  readonly path: string;
  readonly reason: string;
  /** A command that would set it right. */
  readonly example: string | undefined;
  /** A command that takes it out, of a setting that does not exist. */
  readonly removal?: string | undefined;
}

/** Turns what zod found in a stack's configuration into problems that a person can act on. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): ConfigProblem[] {
  return mistakesIn(issues, settings).map(({ keys, reason, meant, wrong }) => {
    const example = meant && (wrong === "type" ? typedCommandFor(meant) : commandFor(meant));
    const removal = wrong === "name" ? removalOf(keys) : undefined;
    return { path: printPath(keys), reason, example, removal };
  });
}

/** What zod found in settings that `root` describes. */
export function mistakesIn(issues: readonly z.core.$ZodIssue[], root: Setting): Mistake[] {
  return issues.flatMap((issue) => {
    const keys = issue.path;
    if (issue.code !== "unrecognized_keys") {
      const wrong = issue.code === "invalid_type" && issue.input !== undefined ? "type" : "value";
      return [{ keys, reason: reasonOf(issue), meant: keys, wrong }];
    }
    return issue.keys.map((key) => unknownKey(keys, key, root));
  });
}

function unknownKey(parent: readonly PropertyKey[], key: string, root: Setting): Mistake {
  const known = Object.keys(settingAt(parent, root)?.properties ?? {});
  const near = closestMatch(key, known, { maxDistance: Math.max(2, Math.floor(key.length / 3)) });
  const guess = near === undefined ? "" : `; did you mean ${near}?`;
  return {
    keys: [...parent, key],
    reason: `is not a setting${guess} (allowed here: ${known.join(", ")})`,
    meant: near === undefined ? undefined : [...parent, near],
    wrong: "name",
  };
}

function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${nameOf(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}${guess(issue.input, issue.values.map(String))}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
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
  record: "a map",
};

function nameOf(type: string): string {
  return typeNames[type] ?? type;
}
