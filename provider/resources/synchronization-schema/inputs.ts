import { checkExpression } from "@entra-scim-kit/expressions";
import { z } from "zod";
import { jobId, servicePrincipalId } from "../../identifiers.ts";
import type { Problem } from "../../runtime/plugin.ts";
import type { SynchronizedObject } from "../../sdk/synchronization-schema.ts";
import { OBJECTS } from "./document.ts";

const object = z
  .enum(OBJECTS)
  .optional()
  .describe("Which object mapping is meant: `User` (default) or `Group`.");
const targetAttributeName = z.string().min(1).describe("The target attribute, by its name in the schema.");

export const attributeInput = z.strictObject({
  name: z.string().min(1).describe("`urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>`."),
  object,
  type: z
    .enum(["String", "Integer", "Binary", "Boolean", "DateTime"])
    .optional()
    .describe("Default `String`."),
  required: z.boolean().optional().describe("An object without a value is not provisioned. Default false."),
  caseExact: z.boolean().optional().describe("Whether a change of case only is a change. Default false."),
  mutability: z
    .enum(["ReadWrite", "ReadOnly", "Immutable", "WriteOnly"])
    .optional()
    .describe("Default `ReadWrite`."),
});

export const mappingInput = z.strictObject({
  targetAttributeName,
  object,
  constant: z.string().optional().describe("The same value for everyone."),
  attribute: z.string().min(1).optional().describe("A source attribute, e.g. `objectId`."),
  expression: z.string().min(1).optional().describe("An expression of Entra's attribute mappings."),
  defaultValue: z
    .string()
    .optional()
    .describe("Used when the source has no value, on create only; an empty one stands for none."),
  matchingPriority: z.int().min(0).optional().describe("Above 0: a matching attribute. Default 0."),
  flowType: z
    .enum(["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"])
    .optional()
    .describe("Default `Always`."),
  flowBehavior: z.enum(["FlowWhenChanged", "FlowAlways"]).optional().describe("Default `FlowWhenChanged`."),
});

const clauseInput = z.strictObject({
  attribute: z.string().min(1).describe("The source attribute."),
  operator: z.string().min(1).describe("As Graph names it, e.g. `EQUALS`."),
  values: z.array(z.string()).optional().describe("What is compared with."),
});

export const scopingFilterInput = z.strictObject({
  object,
  groups: z
    .array(
      z.strictObject({
        name: z.string().optional().describe("What the admin center calls the group."),
        clauses: z.array(clauseInput).min(1).describe("All must hold."),
      }),
    )
    .min(1)
    .describe("At least one must hold."),
});

export const disabledMappingInput = z.strictObject({ targetAttributeName, object });

export const inputs = z.object({
  servicePrincipalId,
  jobId,
  attributes: z
    .array(attributeInput)
    .optional()
    .describe("Attributes of the target that Entra does not know."),
  mappings: z.array(mappingInput).optional().describe("Mappings to add or to alter."),
  scopingFilters: z.array(scopingFilterInput).optional().describe("Who is in scope."),
  disabledMappings: z.array(disabledMappingInput).optional().describe("Default mappings to switch off."),
});

export type AttributeInput = z.output<typeof attributeInput>;
export type MappingInput = z.output<typeof mappingInput>;
export type ScopingFilterInput = z.output<typeof scopingFilterInput>;
export type DisabledMappingInput = z.output<typeof disabledMappingInput>;
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
