import { CsvError, parse } from "csv-parse";
import { z } from "zod";
import type { Problems } from "./problems.ts";
import { readUtf8 } from "./read-file.ts";

const LARGEST_FILE = 256 * 2 ** 20;
const LARGEST_RECORD = 2 ** 20;
const LONGEST_TEXT = 1024;

/** What a table's columns may be called, by what they hold; the first name is the documented one. */
export type Columns = Readonly<Record<string, readonly string[]>>;

/** One line of a table, read by what its columns hold. */
export class CsvRow<Column extends string> {
  readonly #file: string;
  readonly #line: number;
  readonly #fields: readonly string[];
  readonly #places: ReadonlyMap<Column, number>;
  readonly #problems: Problems;

  constructor(
    file: string,
    line: number,
    fields: readonly string[],
    places: ReadonlyMap<Column, number>,
    problems: Problems,
  ) {
    this.#file = file;
    this.#line = line;
    this.#fields = fields;
    this.#places = places;
    this.#problems = problems;
  }

  /** The text without space around it; `null` when there is none, or no such column. */
  text(column: Column): string | null {
    const text = this.#fields[this.#places.get(column) ?? -1]?.trim() ?? "";
    if (text.length <= LONGEST_TEXT) return text === "" ? null : text;
    this.problem(column, `at most ${LONGEST_TEXT} characters are expected, found ${text.length}`);
    return null;
  }

  /** As {@link text}, of a column that must not be empty. */
  required(column: Column, expected: string): string | null {
    const text = this.text(column);
    if (text === null) this.problem(column, `is empty; expected ${expected}`);
    return text;
  }

  /** An object id in lower case. */
  guid(column: Column): string | null {
    const text = this.required(column, "an object id")?.toLowerCase() ?? null;
    if (text === null || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
    this.problem(
      column,
      `expected an object id such as 7c3e2f10-9a51-4c0e-8d2b-51a6f0c7e934, found ${quote(text)}`,
    );
    return null;
  }

  flag(column: Column, whenEmpty: boolean): boolean {
    const text = this.text(column);
    if (text === null) return whenEmpty;
    const value = { true: true, false: false }[text.toLowerCase()];
    if (value === undefined) this.problem(column, `expected True or False, found ${quote(text)}`);
    return value ?? whenEmpty;
  }

  problem(column: Column, message: string): void {
    const place = this.#places.get(column) ?? 0;
    this.#problems.add(this.#file, { line: this.#line, column: place + 1 }, `${column}: ${message}`);
  }
}

/**
 * The rows of a CSV file with a header, as Entra writes them: UTF-8 with or without byte order mark, comma, quotes where
 * needed, any line ends. Columns that nobody asked for are passed over. In positions, the column is the field's number.
 *
 * @param required the columns without which the file is of no use
 */
export async function* readCsvRows<const C extends Columns>(
  file: string,
  what: string,
  columns: C,
  required: readonly (keyof C & string)[],
  problems: Problems,
): AsyncGenerator<CsvRow<keyof C & string>> {
  const bytes = await readUtf8(file, what, LARGEST_FILE);
  const lines = new LineCounter(bytes);
  let places: ReadonlyMap<keyof C & string, number> | undefined;
  let width = 0;
  try {
    const records = parse(bytes, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LARGEST_RECORD,
    });
    for await (const { record, info } of records as AsyncIterable<Parsed>) {
      const line = lines.next(info.bytes);
      if (places === undefined) {
        places = findColumns(file, line, record, columns, required, problems);
        width = record.length;
        if (places === undefined) return;
      } else if (record.length === width) {
        yield new CsvRow(file, line, record, places, problems);
      } else {
        const message = `expected ${width} fields as in the header, found ${record.length}`;
        problems.add(file, { line, column: Math.min(width, record.length) }, message);
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { bytes_records: read, column } = errorPlace.parse(error);
    if (read > 0) lines.next(read);
    problems.add(file, { line: lines.next(bytes.length), column: column + 1 }, explain(error));
    return;
  }
  if (places === undefined) problems.add(file, undefined, `is empty; expected the header line of ${what}`);
}

/** How many bytes were read without a mistake, and in which field it is. */
const errorPlace = z.object({ bytes_records: z.number(), column: z.number().catch(0) });

interface Parsed {
  readonly record: string[];
  readonly info: { readonly bytes: number };
}

/** On which line each record starts: fields may have line ends in them. */
class LineCounter {
  readonly #bytes: Buffer;
  #at = 0;
  #line = 1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The line on which the next record starts, which ends before byte `end`. */
  next(end: number): number {
    while (this.#at < end && this.#isLineEnd()) this.#step();
    const line = this.#line;
    while (this.#at < end) this.#step();
    return line;
  }

  #isLineEnd(): boolean {
    const byte = this.#bytes[this.#at];
    return byte === 0x0a || byte === 0x0d;
  }

  #step(): void {
    const lonely = this.#bytes[this.#at] === 0x0d && this.#bytes[this.#at + 1] !== 0x0a;
    if (lonely || this.#bytes[this.#at] === 0x0a) this.#line += 1;
    this.#at += 1;
  }
}

function findColumns<Column extends string>(
  file: string,
  line: number,
  header: readonly string[],
  columns: Readonly<Record<Column, readonly string[]>>,
  required: readonly Column[],
  problems: Problems,
): ReadonlyMap<Column, number> | undefined {
  const names = header.map((name) => name.trim().toLowerCase());
  const places = new Map<Column, number>();
  for (const [column, aliases] of Object.entries(columns) as [Column, readonly string[]][]) {
    const place = names.findIndex((name) => aliases.some((alias) => alias.toLowerCase() === name));
    if (place !== -1) places.set(column, place);
  }
  const missing = required.filter((column) => !places.has(column));
  if (missing.length === 0) return places;
  const wanted = missing.map((column) => columns[column].join(" or ")).join(", ");
  const separated =
    header.length === 1 && /[;\t]/.test(header[0] ?? "") ? "; fields must be separated by commas" : "";
  problems.add(file, { line, column: 1 }, `the header has no column ${wanted}${separated}`);
  return undefined;
}

function explain(error: CsvError): string {
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return 'a quoted field is not closed; expected " at its end';
    case "INVALID_OPENING_QUOTE":
      return 'a quote stands inside a field; expected the whole field in quotes, and "" for a quote';
    case "CSV_INVALID_CLOSING_QUOTE":
      return 'there is more after a closing quote; expected a comma, or "" for a quote';
    case "CSV_MAX_RECORD_SIZE":
      return `a line is longer than ${LARGEST_RECORD / 2 ** 20} MiB`;
    default:
      return error.message;
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
