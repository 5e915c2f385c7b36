/**
 * Ids of seeded users, which both programs and the generator know by the user's number: of version 7 and in the order
 * of the numbers, as the service's own are in the order of creation.
 */
export function seededId(number: number): string {
  const time = (FIRST_TIME + number).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** Milliseconds since 1970 of user 0. */
const FIRST_TIME = 1_767_225_600_000;

/** The same in SQL. @param number an expression of the type `bigint`. */
export function seededIdSql(number: string): string {
  const time = `lpad(to_hex(${FIRST_TIME} + ${number}), 12, '0')`;
  return `(left(${time}, 8) || '-' || right(${time}, 4) || '-7000-8000-' || lpad(to_hex(${number}), 12, '0'))`;
}
