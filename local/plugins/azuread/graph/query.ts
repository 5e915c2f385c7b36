/** A path with OData query options, encoded as the real plugin does (`%24filter=displayName+eq+%27X%27`). */
export function query(
  path: string,
  options: { readonly filter?: string; readonly select?: readonly string[] },
): string {
  const parameters = new URLSearchParams();
  if (options.filter !== undefined) parameters.set("$filter", options.filter);
  if (options.select !== undefined) parameters.set("$select", options.select.join(","));
  return `${path}?${parameters.toString()}`;
}

/** `field eq 'value'`, or without quotes for a boolean. */
export function equals(field: string, value: string | boolean): string {
  return `${field} eq ${typeof value === "boolean" ? value : `'${value.replaceAll("'", "''")}'`}`;
}
