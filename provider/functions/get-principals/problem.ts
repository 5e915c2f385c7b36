import { kindOf } from "./name.ts";

const KINDS = {
  id: "object id",
  address: "user principal name or mail",
  displayName: "display name",
} as const;

/** What is wrong with a name that nobody has. */
export function notFound(what: "group" | "user", name: string): string {
  const kind = what === "group" && kindOf(name) === "address" ? "mail" : KINDS[kindOf(name)];
  const hint =
    kindOf(name) === "displayName" && what === "user" ? " A user principal name or object id is surer." : "";
  return `There is no ${what} with the ${kind} "${name}" in this tenant.${hint}`;
}

/** What is wrong with a name that several have. */
export function ambiguous(
  what: "group" | "user",
  name: string,
  found: readonly { readonly id: string; readonly userPrincipalName?: string }[],
): string {
  const candidates = found
    .slice(0, 10)
    .map(({ id, userPrincipalName }) =>
      userPrincipalName === undefined ? id : `${id} (${userPrincipalName})`,
    );
  const more = found.length > candidates.length ? ", …" : "";
  return `${found.length} ${what}s have the ${KINDS[kindOf(name)]} "${name}". Name one by its object id: ${candidates.join(", ")}${more}.`;
}
