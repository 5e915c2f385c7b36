/** A copy without the members that are undefined. */
export function present<Members extends object>(
  members: Members,
): { [K in keyof Members]: Exclude<Members[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof Members]: Exclude<Members[K], undefined> };
}
