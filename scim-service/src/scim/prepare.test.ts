import * as fc from "fast-check";
import { expect, test } from "vitest";
import { prepared } from "./prepare.ts";

test.each([
  ["the case of letters", "Ada", "aDA"],
  ["a letter with its accent composed or not", "m\u00fcller@example.com", "mu\u0308ller@example.com"],
  ["fullwidth letters", "ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"],
  ["halfwidth katakana with a voiced mark", "ｶﾞ", "ガ"],
  [
    "halfwidth Hangul",
    "\uffa1\uffbe\uffc2\uffc7\uffca\uffcf\uffd2\uffd7\uffda\uffdc",
    "ㄱㅎㅏㅔㅕㅚㅛㅠㅡㅣ",
  ],
  ["the ideographic space", "山田\u3000花", "山田 花"],
  ["the fullwidth macron", "￣", "¯"],
  ["sigma at the end of a word", "ΟΔΟΣ", "οδος"],
  ["sigma in the middle of one", "ΟΔΟΣ", "οδοσ"],
  ["the Kelvin and the Ångström sign", "\u212a\u212b", "kå"],
])("%s makes no difference", (_what, one, other) => {
  expect(prepared(one)).toBe(prepared(other));
});

test.each([
  ["a letter and the same with an accent", "muller", "müller"],
  ["ß and ss", "straße", "strasse"],
  ["a ligature and its letters", "ﬁ", "fi"],
  ["a superscript and its digit", "m²", "m2"],
  ["dotless ı and i", "ı", "i"],
])("%s stay two names", (_what, one, other) => {
  expect(prepared(one)).not.toBe(prepared(other));
});

test("a prefix stays a prefix, also where a word ends in it", () => {
  expect(prepared("ΟΔΟΣΙΑ").startsWith(prepared("ΟΔΟΣ"))).toBe(true);
});

test("what is prepared stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), (a, b) => {
      for (const text of [a, b]) expect(prepared(prepared(text))).toBe(prepared(text));
    }),
  );
});

test("letters of ASCII are folded as PostgreSQL's collation C folds them, everything else of ASCII is left alone", () => {
  const ascii = String.fromCharCode(...Array.from({ length: 127 }, (_, code) => code + 1));
  expect(prepared(ascii)).toBe(ascii.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()));
});
