import { EvaluationError } from "../evaluation-error.ts";
import { DATE_TIME_FORMAT, DAYS, literal, MONTHS, PARTS } from "./date-format.ts";

/**
 * Reads a time by a .NET custom format string; without a zone in it, the time is UTC.
 *
 * @throws {EvaluationError} when the text does not have that format, or names a date that does not exist.
 */
export function parseDateExact(text: string, format: string): Date {
  const fields: string[] = [];
  const pattern = format.replaceAll(PARTS, (part) => {
    const [field, source] = readPart(part);
    if (field !== undefined) fields.push(field);
    return source;
  });
  const found = new RegExp(`^\\s*${pattern}\\s*$`, "iu").exec(text);
  if (found === null) throw new EvaluationError(`"${text}" is not a date of the format "${format}"`);
  const date = assemble(new Map(fields.map((field, index) => [field, found[index + 1] ?? ""])));
  if (date === undefined) throw new EvaluationError(`"${text}" is a date that does not exist`);
  return date;
}

function readPart(part: string): [field: string | undefined, pattern: string] {
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
      return [undefined, literal(part).replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)];
  }
}

function number(part: string): string {
  return part.length === 1 ? String.raw`(\d{1,2})` : String.raw`(\d{2})`;
}

/** Null for a date or time that does not exist, such as 30 February, 24:00 or a weekday that the date is not. */
function assemble(values: ReadonlyMap<string, string>): Date | undefined {
  const integer = (field: string, otherwise: number): number => {
    const value = values.get(field);
    return value === undefined || value === "" ? otherwise : Number(value);
  };
  const given = integer("year", 1);
  const year = values.get("year")?.length === 2 ? given + (given < 50 ? 2000 : 1900) : given;
  const month = named(MONTHS, values.get("monthName")) ?? integer("month", 1) - 1;
  const day = integer("day", 1);
  const time = timeOfDay(integer, values.get("half"), values.get("fraction") ?? "0");
  const zone = zoneMinutes(values.get("zone") ?? "");
  if (year < 1 || time === undefined || zone === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  const weekday = named(DAYS, values.get("dayName"));
  if (weekday !== undefined && weekday !== date.getUTCDay()) return undefined;
  return new Date(date.getTime() + time - zone * 60_000);
}

/** Position of a name, or of its first three letters; undefined when there is none, -1 when it is unknown. */
function named(names: readonly string[], given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const wanted = given.toLowerCase();
  return names.findIndex((name) => [name, name.slice(0, 3)].some((each) => each.toLowerCase() === wanted));
}

/** Milliseconds since midnight; undefined for a time that no clock shows. */
function timeOfDay(
  integer: (field: string, otherwise: number) => number,
  half: string | undefined,
  fraction: string,
): number | undefined {
  const hour = integer("hour", 0);
  const [minute, second] = [integer("minute", 0), integer("second", 0)];
  if (minute > 59 || second > 59) return undefined;
  if (half === undefined ? hour > 23 : hour < 1 || hour > 12) return undefined;
  const afternoon = half?.charAt(0).toUpperCase() === "P";
  const hours = half === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
  return ((hours * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
}

/** No zone is further away than 14 hours. */
const MAX_ZONE_MINUTES = 14 * 60;

function zoneMinutes(zone: string): number | undefined {
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (found === null) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? "0");
  if (minutes > MAX_ZONE_MINUTES) return undefined;
  return found[1] === "-" ? -minutes : minutes;
}

const ISO_LIKE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a time in one of the usual notations: ISO 8601 (a date alone may carry a zone, as `2020-03-16-07:00`), or
 * month/day/year with or without a time. Without a zone it is UTC.
 *
 * @throws {EvaluationError} when the text is no date, or one that does not exist.
 */
export function parseDate(text: string): Date {
  const trimmed = text.trim();
  const iso = ISO_LIKE.exec(trimmed);
  if (iso !== null) {
    const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = ""] = iso;
    const values = Object.entries({ year, month, day, hour, minute, second, fraction, zone });
    const date = assemble(new Map(values.map(([field, value]) => [field, value ?? ""])));
    if (date === undefined) throw new EvaluationError(`"${text}" is a date that does not exist`);
    return date;
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
