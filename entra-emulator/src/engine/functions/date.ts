import { EvaluationError } from "../evaluation-error.ts";
import type { Arguments, EntraFunction } from "./function.ts";
import { DATE_TIME_FORMAT, formatDate } from "./date-format.ts";
import { parseDate, parseDateExact } from "./date-parse.ts";

/** 100-nanosecond intervals between 1601, where Active Directory's time begins, and 1970. */
const FILE_TIME_OF_1970 = 116_444_736_000_000_000n;

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  ww: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  n: 60_000,
  s: 1000,
};

/** .NET's dates end with the year 9999. */
function dateTime(date: Date): string {
  const year = date.getUTCFullYear();
  if (year >= 1 && year <= 9999) return formatDate(date, DATE_TIME_FORMAT);
  throw new EvaluationError("the date is beyond the year 9999 or before the year 1");
}

function dateAt(args: Arguments, position: number): Date | null {
  const given = args.text(position);
  return given === null || given === "" ? null : parseDate(given);
}

const dateAdd: EntraFunction = (args) => {
  const date = dateAt(args, 2);
  if (date === null) return null;
  const interval = args.text(0) ?? "";
  const value = args.integer(1);
  if (interval === "yyyy") return dateTime(addMonths(date, value * 12));
  if (interval === "m") return dateTime(addMonths(date, value));
  return dateTime(new Date(date.getTime() + value * unit(interval)));
};

/** As .NET does, the day is cut to the length of the month it falls in. */
function addMonths(date: Date, months: number): Date {
  const result = new Date(date);
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months);
  const days = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(date.getUTCDate(), days));
  return result;
}

function unit(interval: string): number {
  const milliseconds = UNIT_MILLISECONDS[interval];
  if (milliseconds === undefined) throw new EvaluationError(`"${interval}" is not an interval`);
  return milliseconds;
}

/** As in Visual Basic, it is the boundaries between units that count: from 23:59 to 0:01 is a day; weeks begin on Sunday. */
const dateDiff: EntraFunction = (args) => {
  const [from, to] = [dateAt(args, 1), dateAt(args, 2)];
  if (from === null || to === null) return null;
  const interval = args.text(0) ?? "";
  return String(ordinal(to, interval) - ordinal(from, interval));
};

function ordinal(date: Date, interval: string): number {
  if (interval === "yyyy") return date.getUTCFullYear();
  if (interval === "m") return date.getUTCFullYear() * 12 + date.getUTCMonth();
  // 1970 began on a Thursday.
  const shift = interval === "ww" ? 4 * 86_400_000 : 0;
  return Math.floor((date.getTime() + shift) / unit(interval));
}

const formatDateTime: EntraFunction = (args) => {
  const source = args.text(0);
  if (source === null || source === "") return null;
  return formatDate(parseDateExact(source, args.text(2) ?? ""), args.text(3) ?? "");
};

const numFromDate: EntraFunction = (args) => {
  const date = dateAt(args, 0);
  return date === null ? null : String(BigInt(date.getTime()) * 10_000n + FILE_TIME_OF_1970);
};

const dateFromNum: EntraFunction = (args) => {
  const given = args.text(0);
  if (given === null) return null;
  if (!/^\d{1,19}$/.test(given)) throw new EvaluationError(`DateFromNum: "${given}" is not a number`);
  return dateTime(new Date(Number((BigInt(given) - FILE_TIME_OF_1970) / 10_000n)));
};

export const DATE_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  CDate: (args) => {
    const date = dateAt(args, 0);
    return date === null ? null : dateTime(date);
  },
  DateAdd: dateAdd,
  DateDiff: dateDiff,
  DateFromNum: dateFromNum,
  FormatDateTime: formatDateTime,
  Now: (args) => dateTime(args.context.now()),
  NumFromDate: numFromDate,
};
