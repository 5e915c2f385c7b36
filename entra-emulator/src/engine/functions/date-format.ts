/** English names, from January on. */
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
/** English names, from Sunday on. */
export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** How a DateTime looks inside expressions: `M/d/yyyy h:mm:ss tt`, in UTC. */
export const DATE_TIME_FORMAT = "M/d/yyyy h:mm:ss tt";

/** The parts of a .NET custom date and time format string: specifiers, quoted text, escapes and plain characters. */
export const PARTS = /y+|M+|d+|h+|H+|m+|s+|f+|F+|t+|z+|K|'[^']*'|"[^"]*"|\\.|./gsu;

/** Writes a time, in UTC, by a .NET custom format string. */
export function formatDate(date: Date, format: string): string {
  return format.replaceAll(PARTS, (part) => writePart(date, part));
}

function writePart(date: Date, part: string): string {
  const padded = (value: number): string => String(value).padStart(Math.min(part.length, 2), "0");
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  const fraction = String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(7, "0").slice(0, part.length);
  switch (part.charAt(0)) {
    case "y":
      return part.length <= 2
        ? padded(date.getUTCFullYear() % 100)
        : String(date.getUTCFullYear()).padStart(part.length, "0");
    case "M":
      return named(MONTHS, date.getUTCMonth(), part.length) ?? padded(date.getUTCMonth() + 1);
    case "d":
      return named(DAYS, date.getUTCDay(), part.length) ?? padded(date.getUTCDate());
    case "h":
      return padded(hour12);
    case "H":
      return padded(date.getUTCHours());
    case "m":
      return padded(date.getUTCMinutes());
    case "s":
      return padded(date.getUTCSeconds());
    case "f":
      return fraction;
    case "F":
      return fraction.replace(/0+$/, "");
    case "t":
      return (date.getUTCHours() < 12 ? "AM" : "PM").slice(0, part.length);
    case "z":
      return part.length === 1 ? "+0" : part.length === 2 ? "+00" : "+00:00";
    case "K":
      return "Z";
    default:
      return literal(part);
  }
}

function named(names: readonly string[], index: number, length: number): string | undefined {
  if (length < 3) return undefined;
  const name = names[index] ?? "";
  return length === 3 ? name.slice(0, 3) : name;
}

/** The text that a part which is no specifier stands for. */
export function literal(part: string): string {
  if (part.length > 1 && (part.startsWith("'") || part.startsWith('"'))) return part.slice(1, -1);
  return part.startsWith("\\") ? part.slice(1) : part;
}
