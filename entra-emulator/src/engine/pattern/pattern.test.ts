import { readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EvaluationError } from "../evaluation-error.ts";
import { PatternError } from "./error.ts";
import { type Match, Pattern } from "./pattern.ts";
import { substitution } from "./substitution.ts";

interface Recorded {
  readonly pattern: string;
  readonly refused?: true;
  readonly text: string;
  readonly replacement: string;
  readonly replaced: string;
  readonly matches: readonly { start: number; end: number; groups: Record<string, string | null> }[];
}

const RECORDED = readFileSync(path.join(import.meta.dirname, "fixtures/dotnet-3.1.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line): Recorded => JSON.parse(line));

function replaced(text: string, pattern: Pattern, replacement: string): string {
  const write = substitution(replacement, pattern);
  let result = "";
  let copied = 0;
  for (const match of pattern.matches(text)) {
    result += text.slice(copied, match.start) + write(match, text);
    copied = match.end;
  }
  return result + text.slice(copied);
}

function outcome(text: string): string {
  try {
    Pattern.of(text).matches("aé1 b");
    return "taken";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** What was matched, with the groups that are the same in JavaScript. */
function shown(pattern: Pattern, { start, end, groups }: Match): object {
  const reliable = [...groups].filter(([name]) => pattern.isReliable(name));
  return {
    start,
    end,
    groups: Object.fromEntries(reliable.map(([name, group]) => [name, group?.text ?? null])),
  };
}

describe("what .NET itself was recorded to do", () => {
  test("is done with every pattern that is taken", () => {
    const taken = RECORDED.filter(({ refused }) => refused === undefined);
    for (const { pattern: text, text: input, matches } of taken) {
      const pattern = Pattern.of(text);
      const expected = matches.map(({ start, end, groups }) => ({
        start,
        end,
        groups: Object.fromEntries(Object.entries(groups).filter(([name]) => pattern.isReliable(name))),
      }));
      const matched = pattern.matches(input).map((match) => shown(pattern, match));
      expect(matched, `${text} in ${JSON.stringify(input)}`).toEqual(expected);
    }
    expect(taken.length).toBeGreaterThan(400);
  });

  test("is done with every replacement", () => {
    for (const { pattern: text, refused, text: input, replacement, replaced: expected } of RECORDED) {
      if (refused !== undefined) continue;
      const pattern = Pattern.of(text);
      if (["1", "2", "n", "m"].some((name) => !pattern.isReliable(name))) continue;
      expect(replaced(input, pattern, replacement), `${text} in ${input} by ${replacement}`).toBe(expected);
    }
  });

  test("no pattern that .NET refuses is taken", () => {
    const refused = RECORDED.filter((each) => each.refused);
    for (const { pattern } of refused) expect(() => Pattern.of(pattern), pattern).toThrow(PatternError);
    expect(refused).toHaveLength(100);
  });
});

describe("patterns", () => {
  test.each([
    ["[^\\p{L} ]", "María Pérez-1", "", "María Pérez"],
    ["\\bA", "María Ana", "x", "María xna"],
    ["(?i)sales", "SALES and sales", "x", "x and x"],
    ["[a-z-[aeiou]]", "abcde", ".", "a...e"],
    ["(?<Suffix>@(.)*)", "ada@x.test", "[${Suffix}]", "ada[@x.test]"],
    ["\\d", "٣ and 3", "#", "# and #"],
    ["a.c", "a\rc a\nc", "x", "x a\nc"],
    ["(?x) a b  # comment", "ab", "x", "x"],
    ["c$", "abc\n", "x", "abx\n"],
    ["(?>a+)ab", "aaab", "x", "aaab"],
    ["\\s+", "a\u0085b\uFEFFc", "_", "a_b\uFEFFc"],
  ])("%s in %j replaced by %j gives %j", (pattern, text, replacement, expected) => {
    expect(replaced(text, Pattern.of(pattern), replacement)).toBe(expected);
  });

  test.each([
    ["a(?(1)b|c)", "a condition (?(…)…|…) cannot be translated at column 2 of the pattern"],
    ["x(?<a-b>y)", "balancing groups cannot be translated at column 2 of the pattern"],
    [
      "(a)|\\1",
      "a reference to the group 1, which may not have matched before, cannot be translated at column 5",
    ],
    ["ab\\p{Latin}", "the class \\p{Latin} is none that the emulator knows at column 3"],
    ["[a-z", "the class is not closed at column 1"],
    ["a**", "a quantifier cannot follow another at column 3"],
    ["a\\y", "\\y is no escape at column 2"],
    ["(a", "the group is not closed at column 1"],
    ["a)", "there are too many closing parentheses at column 2"],
    ["[z-a]", "the range is in reverse order at column 2"],
    [
      "(?:|a)*",
      "a repetition of something that can be empty in several ways cannot be translated at column 1",
    ],
    ["a{1001}", "the emulator counts no more than 1000 repetitions at column 1"],
    ["a".repeat(1001), "the pattern is longer than 1000 characters"],
    ["(".repeat(60) + ")".repeat(60), "groups are nested too deeply"],
    ["\\w".repeat(500), "the pattern has too many classes"],
  ])("%s is refused with the place and the reason", (pattern, message) => {
    expect(() => Pattern.of(pattern)).toThrow(message);
  });

  test("a match that would run for ever is ended", () => {
    expect(() => Pattern.of("^(a+)+$").test(`${"a".repeat(50)}b`)).toThrow(EvaluationError);
  });

  test("any text is a pattern or refused as one", () => {
    const pieces = fc.constantFrom(..."()[]{}\\|^$.*+?-:<>=!#'abkpPuxnimsx0129 é".split(""));
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(["taken", "PatternError", "EvaluationError"]).toContain(outcome(parts.join("")));
      }),
    );
  });

  test("any text that is escaped matches itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        const escaped = text.replaceAll(
          /[\\*+?|{}[\]()^$.# \s]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        expect(Pattern.of(`\\A${escaped}\\z`).test(text)).toBe(true);
      }),
    );
  });
});
