import { badRequest } from "../scim/error.ts";
import type { ResolvedFilter } from "../scim/filter/resolve.ts";
import type { Attribute } from "../scim/schema/attribute.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import { idComparison } from "./filter-columns.ts";
import { displayOfMember } from "./resource-row.ts";
import { folded, searched, stringComparison, type Parameters } from "./sql-comparison.ts";

type Leaf = Extract<ResolvedFilter, { kind: "present" | "compare" | "element" }>;

/** A multi-valued attribute that is kept as rows of `scim.memberships m`. */
interface Relation {
  readonly rows: string;
  /** SQL of each sub-attribute; `value` is a uuid. */
  readonly columns: Readonly<Record<string, string>>;
}

const MEMBERS: Relation = {
  rows: "scim.memberships m where m.tenant = r.tenant and m.group_id = r.id",
  columns: {
    value: "m.member_id",
    type: "(case m.member_type when 'U' then 'User' else 'Group' end)",
    display: displayOfMember("m.tenant", searched),
  },
};

const GROUPS: Relation = {
  rows: "scim.memberships m where m.tenant = r.tenant and m.member_id = r.id",
  columns: {
    value: "m.group_id",
    type: "'direct'",
    display: `(select ${searched("d")}->>'displayName' from scim.resources d
      where d.tenant = m.tenant and d.type = 'G' and d.id = m.group_id)`,
  },
};

/** The condition for a group's `members` or a user's `groups`; undefined for any other attribute. */
export function relationCondition(
  filter: Leaf,
  kind: ResourceKind,
  parameters: Parameters,
): string | undefined {
  const { extension, attribute, sub } = filter.target;
  if (extension !== undefined) return undefined;
  const relation =
    kind === "G" && attribute.name === "members"
      ? MEMBERS
      : kind === "U" && attribute.name === "groups"
        ? GROUPS
        : undefined;
  if (!relation) return undefined;
  const where = (condition: string) => `exists (select from ${relation.rows} and ${condition})`;
  if (filter.kind === "element") return where(rowCondition(filter.filter, relation, parameters));
  if (filter.kind === "present") return where(sub ? presence(sub, relation) : "true");
  return where(sub ? compared(filter, sub, relation, parameters) : "false");
}

/** A condition on a row `m` of a group's members, for choosing which of them to remove. */
export function memberCondition(filter: ResolvedFilter, parameters: Parameters): string {
  return rowCondition(filter, MEMBERS, parameters);
}

function rowCondition(filter: ResolvedFilter, relation: Relation, parameters: Parameters): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `(${rowCondition(filter.left, relation, parameters)} ${filter.kind} ${rowCondition(filter.right, relation, parameters)})`;
    case "not":
      return `not ${rowCondition(filter.operand, relation, parameters)}`;
    case "present":
      return presence(filter.target.attribute, relation);
    case "compare":
      return compared(filter, filter.target.attribute, relation, parameters);
    case "never":
    case "element":
      return "false";
  }
}

function presence(attribute: Attribute, relation: Relation): string {
  return attribute.name === "$ref" || relation.columns[attribute.name] !== undefined ? "true" : "false";
}

function compared(
  { operator, key }: Extract<ResolvedFilter, { kind: "compare" }>,
  attribute: Attribute,
  relation: Relation,
  parameters: Parameters,
): string {
  const column = relation.columns[attribute.name];
  if (attribute.name === "$ref") {
    throw badRequest("invalidFilter", "$ref cannot be searched; compare the value, which is the id");
  }
  if (column === undefined) return "false";
  if (attribute.name === "value") return idComparison(column, operator, String(key), parameters);
  return stringComparison(folded(column), operator, `${parameters.add(String(key))}::text`);
}
