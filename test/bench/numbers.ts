/** A number for people. */
export function count(number: number): string {
  return Math.round(number).toLocaleString("en");
}

/** A share for people. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Seconds for people; a dash where they could not be measured. */
export function seconds(value: number | undefined, digits = 1): string {
  return value === undefined ? "–" : `${value.toFixed(digits)} s`;
}

/** MiB for people; a dash where they could not be measured. */
export function mebibytes(value: number | undefined): string {
  return value === undefined ? "–" : `${count(value)} MiB`;
}
