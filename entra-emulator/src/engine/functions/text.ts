import { text as single, strings } from "../value.ts";
import type { EntraFunction } from "./function.ts";
import { normalizeDiacritics } from "./diacritics.ts";
import { replace } from "./replace.ts";
import { titleCase } from "./title-case.ts";

const append: EntraFunction = (args) => {
  const source = args.text(0);
  return source === null ? null : source + (args.text(1) ?? "");
};

const prepend: EntraFunction = (args) => {
  const source = args.text(1);
  return source === null ? null : (args.text(0) ?? "") + source;
};

/** A documented sample, `Join(", ", "", [surname], [givenName])`, gives "Doe, John": empty values are left out. */
const join: EntraFunction = (args) =>
  args
    .rest(1)
    .flatMap(strings)
    .filter((value) => value !== "")
    .join(args.text(0) ?? "");

/** A negative count gives the whole string, null the empty one. */
const left: EntraFunction = (args) => {
  const source = args.text(0) ?? "";
  const count = args.integer(1);
  return count < 0 ? source : source.slice(0, count);
};

const mid: EntraFunction = (args) => {
  const source = args.text(0);
  if (source === null) return null;
  const start = Math.max(0, args.integer(1) - 1);
  return source.slice(start, start + Math.max(0, args.integer(2)));
};

const inStr: EntraFunction = (args) => {
  const textual = args.text(3) !== "vbBinaryCompare" && args.text(3) !== null;
  const fold = (value: string): string => (textual ? value.toLowerCase() : value);
  const start = args.value(2) === null ? 1 : args.integer(2);
  const found = fold(args.text(0) ?? "").indexOf(fold(args.text(1) ?? ""), Math.max(0, start - 1));
  return String(found + 1);
};

const word: EntraFunction = (args) => {
  const number = args.integer(1);
  const delimiters = new Set(args.text(2) ?? "");
  const words: string[] = [""];
  for (const character of args.text(0) ?? "") {
    if (delimiters.has(character)) words.push("");
    else words.push((words.pop() ?? "") + character);
  }
  return number < 1 ? "" : (words.filter((each) => each !== "")[number - 1] ?? "");
};

/** With separators, each of them begins a word; without, .NET does it (`titleCase`). */
const pCase: EntraFunction = (args) => {
  const source = args.text(0);
  const given = args.text(1);
  if (source === null || given === null) return source === null ? null : titleCase(source);
  const separators = new Set(given);
  let startsWord = true;
  let result = "";
  for (const character of source) {
    result += startsWord ? character.toUpperCase() : character.toLowerCase();
    startsWord = separators.has(character);
  }
  return result;
};

const culture = (given: string | null): string | undefined => {
  try {
    return given === null || given === "" ? undefined : Intl.getCanonicalLocales(given)[0];
  } catch {
    return undefined;
  }
};

/** Case by the rules of a culture; Unicode's own, which are .NET's invariant ones, when it is absent or unknown. */
const toLower: EntraFunction = (args) => {
  const locale = culture(args.text(1));
  const source = args.text(0);
  return source === null
    ? null
    : locale === undefined
      ? source.toLowerCase()
      : source.toLocaleLowerCase(locale);
};

const toUpper: EntraFunction = (args) => {
  const locale = culture(args.text(1));
  const source = args.text(0);
  return source === null
    ? null
    : locale === undefined
      ? source.toUpperCase()
      : source.toLocaleUpperCase(locale);
};

const map =
  (change: (source: string) => string): EntraFunction =>
  (args) => {
    const source = single(args.value(0));
    return source === null ? null : change(source);
  };

export const TEXT_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  Append: append,
  ConvertToBase64: map((source) => Buffer.from(source, "utf16le").toString("base64")),
  ConvertToUTF8Hex: map((source) => Buffer.from(source, "utf8").toString("hex").toUpperCase()),
  CStr: map((source) => source),
  InStr: inStr,
  Join: join,
  Left: left,
  Len: (args) => String((args.text(0) ?? "").length),
  Mid: mid,
  NormalizeDiacritics: map(normalizeDiacritics),
  PCase: pCase,
  Prepend: prepend,
  Redact: (args) => args.value(0),
  Replace: replace,
  StripSpaces: map((source) => source.replaceAll(" ", "")),
  ToLower: toLower,
  ToUpper: toUpper,
  /** Not in the reference for provisioning, but in Microsoft's examples. */
  Trim: map((source) => source.trim()),
  Word: word,
};
