import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluated } from "../testing/evaluated.ts";
import { formatDate } from "./date-format.ts";
import { parseDateExact } from "./date-parse.ts";

describe("dates", () => {
  test.each([
    ['CDate("2020-03-16-07:00")', "3/16/2020 7:00:00 AM"],
    ['CDate("2021-06-30+08:00")', "6/29/2021 4:00:00 PM"],
    ['CDate("2009-06-15T01:45:30-07:00")', "6/15/2009 8:45:30 AM"],
    ["Now()", "8/25/2021 5:41:18 PM"],
    ['DateAdd("d", 7, CDate("2012-03-16-07:00"))', "3/23/2012 7:00:00 AM"],
    ['DateAdd("d", -10, CDate("2012-03-16-07:00"))', "3/6/2012 7:00:00 AM"],
    ['DateAdd("ww", 2, CDate("2012-03-16-07:00"))', "3/30/2012 7:00:00 AM"],
    ['DateAdd("m", 10, CDate("2012-03-16-07:00"))', "1/16/2013 7:00:00 AM"],
    ['DateAdd("m", 1, CDate("2024-01-31"))', "2/29/2024 12:00:00 AM"],
    ['DateAdd("yyyy", 2, CDate("2012-03-16-07:00"))', "3/16/2014 7:00:00 AM"],
    ['DateDiff("d", CDate("2021-08-18+08:00"), CDate("2021-08-31+08:00"))', "13"],
    ['DateDiff("d", Now(), CDate("2012-03-16-07:00"))', "-3449"],
    ['DateDiff("ww", Now(), CDate("2012-03-16-07:00"))', "-493"],
    ['DateDiff("m", Now(), CDate("2012-03-16-07:00"))', "-113"],
    ['DateDiff("yyyy", Now(), CDate("2012-03-16-07:00"))', "-9"],
    ['DateDiff("d", CDate("2021-08-31+08:00"), CDate("2021-08-31+08:00"))', "0"],
    ['DateDiff("h", CDate("2021-08-24"), CDate("2021-08-25"))', "24"],
    ['DateDiff("n", CDate("2021-08-24"), CDate("2021-08-25"))', "1440"],
    ['DateDiff("s", CDate("2021-08-24"), CDate("2021-08-25"))', "86400"],
    ["DateFromNum(129699324000000000)", "1/1/2012 11:00:00 PM"],
    ['NumFromDate("2012-01-01 23:00:00+00:00")', "129699324000000000"],
    ['FormatDateTime("20150123105347.1Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"],
    [
      'FormatDateTime("2020-12-31-08:00", , "yyyy-MM-ddzzz", "ddd, d MMM yyyy HH:mm")',
      "Thu, 31 Dec 2020 08:00",
    ],
    ['FormatDateTime("3/5/2021 01:02:03 PM", , "M/d/yyyy hh:mm:ss tt", "HH:mm")', "13:02"],
  ])("%s = %j", (text, expected) => {
    expect(evaluated(text)).toBe(expected);
  });

  test.each([
    ['CDate("2021-02-30")', '"2021-02-30" is a date that does not exist'],
    ['CDate("2/29/2023")', '"2/29/2023" is not a date'],
    ['CDate("2021-13-01")', '"2021-13-01" is a date that does not exist'],
    ['CDate("2021-01-01T24:00")', '"2021-01-01T24:00" is a date that does not exist'],
    ['CDate("2021-01-01T12:60")', "does not exist"],
    ['CDate("2021-01-01+15:00")', "does not exist"],
    ['CDate("0000-01-01")', "does not exist"],
    [
      'FormatDateTime("31.04.2024", , "dd.MM.yyyy", "yyyy-MM-dd")',
      '"31.04.2024" is a date that does not exist',
    ],
    ['FormatDateTime("13 PM", , "h tt", "HH")', "does not exist"],
    ['FormatDateTime("Mon, 2 Jan 2024", , "ddd, d MMM yyyy", "d")', "does not exist"],
    ['FormatDateTime("2 Foo 2024", , "d MMM yyyy", "d")', "does not exist"],
    ['DateAdd("yyyy", 9000, CDate("2021-01-01"))', "beyond the year 9999"],
  ])("%s is refused, not rolled over", (text, message) => {
    expect(() => evaluated(text)).toThrow(message);
  });

  test("a year of one to three digits is that year", () => {
    expect(evaluated('FormatDateTime("0099-03-01", , "yyyy-MM-dd", "M/d/yyyy")')).toBe("3/1/0099");
  });

  test("null gives null, and what is no date is an error", () => {
    expect(evaluated("CDate([hired])")).toBeNull();
    expect(evaluated('DateDiff("d", Now(), CDate([hired]))')).toBeNull();
    expect(() => evaluated('CDate("soon")')).toThrow('"soon" is not a date');
  });

  test("a time that is written and read by one format comes back", () => {
    const time = fc.date({ min: new Date("1900-01-01"), max: new Date("2999-01-01"), noInvalidDate: true });
    const format = fc.constantFrom(
      "yyyy-MM-dd HH:mm:ss.fff",
      "M/d/yyyy h:mm:ss.fff tt",
      "dd MMMM yyyy HH:mm:ss.fffK",
    );
    fc.assert(
      fc.property(time, format, (date, pattern) => {
        expect(parseDateExact(formatDate(date, pattern), pattern)).toEqual(date);
      }),
    );
  });
});
