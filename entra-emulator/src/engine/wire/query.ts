/** A condition `path eq "value"` of a filter. */
export interface Condition {
  readonly path: string;
  readonly value: string;
}

/**
 * The query string of a search as Entra writes it: `+` for a space, conditions joined by `and`. A quotation mark or
 * backslash within a value is not escaped, so it breaks the filter, as it does in Entra.
 */
export function filterQuery(conditions: readonly Condition[]): string {
  const filter = conditions.map(({ path, value }) => `${path} eq "${value}"`).join(" and ");
  return `filter=${encodeURIComponent(filter).replaceAll("%20", "+")}`;
}
