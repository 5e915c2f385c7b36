import { CodeUnits } from "./code-units.ts";

/** Unicode's general categories and their groups, by .NET's names for them. */
const CATEGORIES = new Set(
  `L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn`.split(
    " ",
  ),
);

/** Of .NET's named blocks, those that names of people and places are written with. */
const BLOCKS: Readonly<Record<string, readonly [number, number]>> = {
  IsBasicLatin: [0x0000, 0x007f],
  "IsLatin-1Supplement": [0x0080, 0x00ff],
  "IsLatinExtended-A": [0x0100, 0x017f],
  "IsLatinExtended-B": [0x0180, 0x024f],
  IsCombiningDiacriticalMarks: [0x0300, 0x036f],
  IsGreek: [0x0370, 0x03ff],
  IsGreekandCoptic: [0x0370, 0x03ff],
  IsCyrillic: [0x0400, 0x04ff],
  IsCyrillicSupplement: [0x0500, 0x052f],
  IsArmenian: [0x0530, 0x058f],
  IsHebrew: [0x0590, 0x05ff],
  IsArabic: [0x0600, 0x06ff],
  IsDevanagari: [0x0900, 0x097f],
  IsThai: [0x0e00, 0x0e7f],
  IsGeorgian: [0x10a0, 0x10ff],
  IsHangulJamo: [0x1100, 0x11ff],
  IsLatinExtendedAdditional: [0x1e00, 0x1eff],
  IsGreekExtended: [0x1f00, 0x1fff],
  IsGeneralPunctuation: [0x2000, 0x206f],
  IsHiragana: [0x3040, 0x309f],
  IsKatakana: [0x30a0, 0x30ff],
  IsCJKUnifiedIdeographs: [0x4e00, 0x9fff],
  IsHangulSyllables: [0xac00, 0xd7af],
};

const known = new Map<string, CodeUnits>();

/** The code units of `\p{name}`, or undefined when the name is not known here. */
export function namedClass(name: string): CodeUnits | undefined {
  const block = BLOCKS[name];
  if (block !== undefined) return CodeUnits.of(block);
  return CATEGORIES.has(name) ? category(name) : undefined;
}

function category(name: string): CodeUnits {
  const found = known.get(name);
  if (found !== undefined) return found;
  const pattern = new RegExp(`^\\p{${name}}$`, "u");
  const units = CodeUnits.where((unit) => pattern.test(String.fromCharCode(unit)));
  known.set(name, units);
  return units;
}

/** `\d`, `\s` and `\w`, which in .NET are Unicode's. */
export function shorthand(letter: "d" | "s" | "w"): CodeUnits {
  switch (letter) {
    case "d":
      return category("Nd");
    case "s":
      return category("Z").or(CodeUnits.of([0x09, 0x0d], [0x85, 0x85]));
    default:
      return category("L").or(category("Mn"), category("Nd"), category("Pc"));
  }
}

/** What `\b` takes for a part of a word: `\w` and the two joiners of no width. */
export function wordBoundaryUnits(): CodeUnits {
  return shorthand("w").or(CodeUnits.of([0x200c, 0x200d]));
}
