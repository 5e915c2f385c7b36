const units = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 } as const;

const pattern =
  /^P(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds; `undefined` for anything else. Years and
 * months have no fixed length.
 */
export function parseDuration(text: string): number | undefined {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined || !/\d/.test(text)) return undefined;
  const count = (name: string): number => Number(groups[name] ?? 0);
  return (
    (count("weeks") * 7 + count("days")) * units.day +
    count("hours") * units.hour +
    count("minutes") * units.minute +
    count("seconds") * units.second
  );
}
