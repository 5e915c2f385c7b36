/** Letters that Unicode does not take apart into a base letter and marks, with their documented replacement. */
const LETTERS: Readonly<Record<string, string>> = {
  Æ: "AE",
  æ: "ae",
  ı: "i",
  Ł: "L",
  ł: "l",
  Ø: "OE",
  ø: "oe",
  Œ: "OE",
  œ: "oe",
  ß: "ss",
};

/** Replaces letters with accents and the like by plain ones, as the function NormalizeDiacritics does. */
export function normalizeDiacritics(source: string): string {
  const bare = source.normalize("NFD").replaceAll(/\p{M}/gu, "");
  return bare.replaceAll(/[ÆæıŁłØøŒœß]/g, (letter) => LETTERS[letter] ?? letter).normalize("NFC");
}
