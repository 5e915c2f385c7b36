import type { Reader } from "./reader.ts";

/** Options that `(?imnsx-imnsx)` switches; absent is off. */
export interface Options {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly explicitCapture?: boolean;
  readonly singleLine?: boolean;
  readonly ignoreWhiteSpace?: boolean;
}

export type OpenedGroup =
  /** `name` is undefined for one that is numbered. */
  | { readonly kind: "capture"; readonly name?: string }
  | { readonly kind: "plain"; readonly options: Options }
  | { readonly kind: "atomic" }
  | { readonly kind: "look"; readonly ahead: boolean; readonly negative: boolean };

const LETTERS: Readonly<Record<string, keyof Options>> = {
  i: "ignoreCase",
  m: "multiline",
  n: "explicitCapture",
  s: "singleLine",
  x: "ignoreWhiteSpace",
};

const LOOKS = { "=": [true, false], "!": [true, true], "<=": [false, false], "<!": [false, true] } as const;

/** `(?i)`, which changes the options for the rest of the group around it; undefined when none comes. */
export function readOptions(reader: Reader, options: Options): Options | undefined {
  const letters = reader.match(/\(\?([a-zA-Z-]+)\)/y);
  return letters === null ? undefined : changed(reader, options, letters[1] ?? "", letters.index);
}

/** What a parenthesis at `at`, which has been read, opens. */
export function readGroup(reader: Reader, options: Options, at: number): OpenedGroup {
  if (!reader.accept("?")) {
    return options.explicitCapture === true ? { kind: "plain", options } : { kind: "capture" };
  }
  if (reader.accept(">")) return { kind: "atomic" };
  const look = reader.match(/<?[=!]/y)?.[0] as keyof typeof LOOKS | undefined;
  if (look !== undefined) {
    const [ahead, negative] = LOOKS[look];
    return { kind: "look", ahead, negative };
  }
  const named = reader.match(/<([^>]*)>|'([^']*)'/y);
  if (named !== null) return { kind: "capture", name: groupName(reader, named[1] ?? named[2] ?? "", at) };
  if (reader.sees("(")) throw reader.error("a condition (?(…)…|…) cannot be translated", at);
  const letters = reader.match(/([a-zA-Z-]*):/y);
  if (letters === null) throw reader.error("this kind of group is not known", at);
  return { kind: "plain", options: changed(reader, options, letters[1] ?? "", at) };
}

function groupName(reader: Reader, name: string, at: number): string {
  if (name.includes("-")) throw reader.error("balancing groups cannot be translated", at);
  if (/^[1-9]\d*$/.test(name))
    throw reader.error("a number for the name of a group cannot be translated", at);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw reader.error(`"${name}" cannot be the name of a group`, at);
  return name;
}

function changed(reader: Reader, options: Options, letters: string, at: number): Options {
  const next: { -readonly [Key in keyof Options]: Options[Key] } = { ...options };
  let on = true;
  for (const letter of letters.toLowerCase()) {
    const option = LETTERS[letter];
    if (letter === "-") on = false;
    else if (option === undefined) throw reader.error(`there is no option ${letter}`, at);
    else next[option] = on;
  }
  return next;
}
