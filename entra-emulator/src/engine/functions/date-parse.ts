import { EvaluationError } from "../evaluation-error.ts";
import { DATE_TIME_FORMAT, literal, MONTHS, PARTS } from "./date-format.ts";

/**
 * Reads a time by a .NET custom format string; without a zone in it, the time is UTC.
 *
 * @throws EvaluationError when the text does not have that format.
 */
export function parseDateExact(text: string, format: string): Date {
  const fields: string[] = [];
  const pattern = format.replaceAll(PARTS, (part) => {
    const [field, source] = readPart(part);
    if (field !== null) fields.push(field);
    return source;
  });
  const found = new RegExp(`^\\s*${pattern}\\s*$`, "iu").exec(text);
  if (found === null) throw new EvaluationError(`"${text}" is not a date of the format "${format}"`);
  const values = new Map(fields.map((field, index) => [field, found[index + 1] ?? ""]));
  return assemble(values);
}

function readPart(part: string): [field: string | null, pattern: string] {
  switch (part.charAt(0)) {
    case "y":
      return ["year", part.length <= 2 ? String.raw`(\d{2})` : `(\\d{${part.length}})`];
    case "M":
      return part.length < 3 ? ["month", number(part)] : ["monthName", String.raw`(\p{L}+)`];
    case "d":
      return part.length < 3 ? ["day", number(part)] : ["dayName", String.raw`(\p{L}+)`];
    case "h":
      return ["hour", number(part)];
    case "H":
      return ["hour", number(part)];
    case "m":
      return ["minute", number(part)];
    case "s":
      return ["second", number(part)];
    case "f":
      return ["fraction", `(\\d{${part.length}})`];
    case "F":
      return ["fraction", `(\\d{0,${part.length}})`];
    case "t":
      return ["half", part.length === 1 ? "([AP])" : "([AP]M)"];
    case "z":
      return ["zone", part.length < 3 ? String.raw`([+-]\d{1,2})` : String.raw`([+-]\d{1,2}:?\d{2})`];
    case "K":
      return ["zone", String.raw`(Z|[+-]\d{2}:\d{2}|)`];
    default:
      return [null, literal(part).replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)];
  }
}

function number(part: string): string {
  return part.length === 1 ? String.raw`(\d{1,2})` : String.raw`(\d{2})`;
}

function assemble(values: ReadonlyMap<string, string>): Date {
  const integer = (field: string, otherwise: number): number => {
    const value = values.get(field);
    return value === undefined || value === "" ? otherwise : Number(value);
  };
  const name = values.get("monthName")?.slice(0, 3).toLowerCase();
  const month =
    name === undefined
      ? integer("month", 1) - 1
      : MONTHS.findIndex((each) => each.toLowerCase().startsWith(name));
  const year = integer("year", 1);
  const half = values.get("half")?.charAt(0).toUpperCase();
  const hour = half === undefined ? integer("hour", 0) : (integer("hour", 0) % 12) + (half === "P" ? 12 : 0);
  const milliseconds = Number(`0.${values.get("fraction") ?? "0"}`) * 1000;
  const fullYear = values.get("year")?.length === 2 ? year + (year < 50 ? 2000 : 1900) : year;
  const date = new Date(
    Date.UTC(
      fullYear,
      month,
      integer("day", 1),
      hour,
      integer("minute", 0),
      integer("second", 0),
      milliseconds,
    ),
  );
  return new Date(date.getTime() - zoneMinutes(values.get("zone") ?? "") * 60_000);
}

function zoneMinutes(zone: string): number {
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (found === null) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? "0");
  return found[1] === "-" ? -minutes : minutes;
}

const ISO_LIKE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a time in one of the usual notations: ISO 8601 (a date alone may carry a zone, as `2020-03-16-07:00`), or
 * month/day/year with or without a time. Without a zone it is UTC.
 *
 * @throws EvaluationError when the text is no date.
 */
export function parseDate(text: string): Date {
  const trimmed = text.trim();
  const iso = ISO_LIKE.exec(trimmed);
  if (iso !== null) {
    const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = ""] = iso;
    const values = Object.entries({ year, month, day, hour, minute, second, fraction, zone });
    return assemble(new Map(values.map(([field, value]) => [field, value ?? ""])));
  }
  for (const format of [DATE_TIME_FORMAT, "M/d/yyyy H:mm:ss", "M/d/yyyy H:mm", "M/d/yyyy"]) {
    try {
      return parseDateExact(trimmed, format);
    } catch {
      continue;
    }
  }
  throw new EvaluationError(`"${text}" is not a date`);
}
