const LETTER = /\p{L}/u;
/** What ends a word in .NET; digits and marks do not. */
const SEPARATOR = /[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]/u;
/** Letters that have a third case. */
const TITLE_CASE: Readonly<Record<string, string>> = { ǆ: "ǅ", ǉ: "ǈ", ǌ: "ǋ", ǳ: "ǲ" };

/**
 * .NET's `TextInfo.ToTitleCase` of the text in lower case: a word begins with its first letter, and an apostrophe does not
 * end it. .NET itself leaves words in capitals alone; Microsoft's sample, `PABLO GONSALVES (SECOND)`, has them changed.
 */
export function titleCase(source: string): string {
  let inWord = false;
  let result = "";
  for (const character of source.toLowerCase()) {
    const isLetter = LETTER.test(character);
    result += isLetter && !inWord ? upperCase(character) : character;
    inWord = inWord ? character === "'" || !SEPARATOR.test(character) : isLetter;
  }
  return result;
}

/** By Unicode's simple mapping: `ß`, which has no capital there, stays. */
function upperCase(letter: string): string {
  const upper = TITLE_CASE[letter] ?? letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}
