import { checkExpression } from "@entra-scim-kit/expressions";
import { z } from "zod";
import { jobId, servicePrincipalId } from "../../identifiers.ts";
import type { Problem } from "../../runtime/plugin.ts";
import { attribute, disabledMapping, mapping, scopingFilter, type SynchronizedObject } from "./shapes.ts";

export const inputs = z.object({
  servicePrincipalId,
  jobId,
  attributes: z.array(attribute).optional().describe("Attributes of the target that Entra does not know."),
  mappings: z.array(mapping).optional().describe("Mappings to add or to alter."),
  scopingFilters: z
    .array(scopingFilter)
    .optional()
    .describe("Who is in scope; at most one filter for users and one for groups."),
  disabledMappings: z.array(disabledMapping).optional().describe("Default mappings to switch off."),
});

export type AttributeInput = z.output<typeof attribute>;
export type MappingInput = z.output<typeof mapping>;
export type ScopingFilterInput = z.output<typeof scopingFilter>;
export type DisabledMappingInput = z.output<typeof disabledMapping>;
export type Inputs = z.output<typeof inputs>;

export function objectOf(item: { readonly object?: SynchronizedObject | undefined }): SynchronizedObject {
  return item.object ?? "User";
}

/** What makes an attribute or mapping the same one: its kind of object and its name. */
export function keyOf(item: { readonly object?: SynchronizedObject | undefined }, name: string): string {
  return `${objectOf(item)} ${name}`;
}

/** Mistakes between the parts of the inputs, and in expressions. */
export function checkInputs(inputs: Inputs): Problem[] {
  const { attributes = [], mappings = [], scopingFilters = [], disabledMappings = [] } = inputs;
  return [
    ...twice("attributes", "name", attributes, (each) => keyOf(each, each.name)),
    ...twice("mappings", "targetAttributeName", mappings, (each) => keyOf(each, each.targetAttributeName)),
    ...twice("scopingFilters", "object", scopingFilters, (each) => objectOf(each)),
    ...twice("disabledMappings", "targetAttributeName", disabledMappings, (each) =>
      keyOf(each, each.targetAttributeName),
    ),
    ...mappings.flatMap((mapping, index) => checkMapping(mapping, `mappings[${index}]`)),
    ...bothMappedAndDisabled(mappings, disabledMappings),
  ];
}

function checkMapping(mapping: MappingInput, path: string): Problem[] {
  const sources = (["constant", "attribute", "expression"] as const).filter(
    (kind) => mapping[kind] !== undefined,
  );
  if (sources.length > 1) {
    return [{ property: path, reason: `has ${sources.join(" and ")}; it takes one of them` }];
  }
  if (sources.length === 0 && mapping.defaultValue === undefined) {
    return [{ property: path, reason: "needs one of constant, attribute, expression and defaultValue" }];
  }
  return checkExpression(mapping.expression ?? '""').errors.map((error) => ({
    property: `${path}.expression`,
    reason: error.message,
  }));
}

function twice<Item>(
  list: string,
  property: string,
  items: readonly Item[],
  key: (item: Item) => string,
): Problem[] {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const first = seen.get(key(item));
    seen.set(key(item), first ?? index);
    if (first === undefined) return [];
    return [{ property: `${list}[${index}].${property}`, reason: `is the same as ${list}[${first}]` }];
  });
}

function bothMappedAndDisabled(
  mappings: readonly MappingInput[],
  disabled: readonly DisabledMappingInput[],
): Problem[] {
  const mapped = new Map(mappings.map((each, index) => [keyOf(each, each.targetAttributeName), index]));
  return disabled.flatMap((each, index) => {
    const other = mapped.get(keyOf(each, each.targetAttributeName));
    if (other === undefined) return [];
    return [{ property: `disabledMappings[${index}]`, reason: `is mapped by mappings[${other}]` }];
  });
}
