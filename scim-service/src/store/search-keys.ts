import type { ResolvedFilter } from "../scim/filter/resolve.ts";
import type { Parameters } from "./sql-comparison.ts";

type Leaf = Extract<ResolvedFilter, { kind: "present" | "compare" | "element" }>;

const DISPLAY = ["display_key"];
const EMAIL_LAST = "email_key_3";
const EMAIL = ["email_key", "email_key_2", EMAIL_LAST];
/** Stands for any address in the last column of a user who has more than there are columns. */
const ANY = "'*'";

/**
 * A condition that an index answers and that holds for every user `r` for whom the filter does: of those few the document is
 * compared. Undefined where no index helps. The columns hold only the beginning of a value, and a user from before there
 * were any has to be looked at. The tenant is `$1`.
 */
export function searchKeyCondition(filter: Leaf, parameters: Parameters): string | undefined {
  const { extension, attribute } = filter.target;
  if (extension !== undefined) return undefined;
  switch (attribute.name) {
    case "displayName":
      return userIn(DISPLAY, wantedValue(filter), parameters);
    case "emails":
      return userIn(
        EMAIL,
        filter.kind === "element" ? valueInElement(filter.filter) : wantedValue(filter),
        parameters,
      );
    default:
      return undefined;
  }
}

function userIn(
  columns: readonly string[],
  wanted: string | undefined,
  parameters: Parameters,
): string | undefined {
  if (wanted === undefined || wanted === "") return undefined;
  const key = `left(${parameters.add(wanted)}::text, 256)`;
  const users = columns.map((column) => usersWith(column, key));
  // A part of its own: PostgreSQL 15 may filter the whole index by `= any` instead of looking two keys up in it.
  if (columns === EMAIL) users.push(usersWith(EMAIL_LAST, ANY));
  return `r.id = any(array(
      select k.id from scim.resources k where k.tenant = $1 and k.type = 'U' and k.display_key is null
      union all ${users.join(" union all ")}
    ))`;
}

function usersWith(column: string, key: string): string {
  return `select k.id from scim.resources k where k.tenant = $1 and k.${column} <> '' and k.${column} = ${key}`;
}

/** What `displayName` or the `value` of one of the emails must equal. */
function wantedValue(filter: Leaf): string | undefined {
  if (filter.kind !== "compare" || filter.operator !== "eq") return undefined;
  const { sub } = filter.target;
  return sub === undefined || sub.name === "value" ? String(filter.key) : undefined;
}

/** What the `value` of an element must equal for the filter to hold. */
function valueInElement(filter: ResolvedFilter): string | undefined {
  if (filter.kind === "and") return valueInElement(filter.left) ?? valueInElement(filter.right);
  if (filter.kind !== "compare" || filter.target.attribute.name !== "value") return undefined;
  return wantedValue(filter);
}
