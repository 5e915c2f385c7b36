/** `["assignments", "groups", 0]` as `pulumi config set --path` takes it: `assignments.groups[0]`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((printed, key) => {
    if (typeof key === "number") return `${printed}[${key}]`;
    if (/[."\s]/.test(String(key))) return `${printed}[${JSON.stringify(String(key))}]`;
    return printed === "" ? String(key) : `${printed}.${String(key)}`;
  }, "");
}
