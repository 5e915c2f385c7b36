import { z } from "zod";

/** A schema in the words of the inputs, with every default filled in. */

const object = z.string().describe("`User` or `Group`.");

export const effectiveAttribute = z
  .object({
    object,
    name: z.string().describe("The attribute's name in the target system."),
    type: z.string().describe("Graph's type, such as `String`."),
    required: z.boolean().describe("Whether an object without a value is reported instead of provisioned."),
    caseExact: z.boolean().describe("Whether a change of case alone is a change."),
    multivalued: z.boolean().describe("Whether it takes a list of values."),
    mutability: z.string().describe("Graph's mutability, such as `ReadWrite`."),
  })
  .meta({ title: "EffectiveAttribute", description: "An attribute of the target system." });

export const effectiveMapping = z
  .object({
    object,
    targetAttributeName: z.string().describe("The SCIM attribute that is written."),
    constant: z.string().optional().describe("The same value for everyone."),
    attribute: z.string().optional().describe("The source attribute."),
    expression: z.string().optional().describe("The expression over source attributes."),
    defaultValue: z.string().optional().describe("Sent when the source has no value."),
    matchingPriority: z.number().describe("Above 0: a matching attribute."),
    flowType: z.string().describe("When the value is sent, such as `Always`."),
    flowBehavior: z.string().describe("Whether an unchanged value is sent again."),
  })
  .meta({ title: "EffectiveMapping", description: "A mapping, in the words of `MappingArgs`." });

const effectiveClause = z
  .object({
    attribute: z.string().describe("The source attribute."),
    operator: z.string().describe("As Graph names it, such as `EQUALS`."),
    values: z.array(z.string()).describe("What is compared with."),
  })
  .meta({ title: "EffectiveClause", description: "A condition on a source attribute." });

const effectiveGroup = z
  .object({
    name: z.string().describe("What the admin center calls the group; empty when it has no name."),
    clauses: z.array(effectiveClause).describe("All of them must hold."),
  })
  .meta({ title: "EffectiveGroup", description: "Clauses that must all hold." });

export const effectiveScopingFilter = z
  .object({
    object,
    groups: z.array(effectiveGroup).describe("Whoever meets all clauses of one group is in scope."),
  })
  .meta({
    title: "EffectiveScopingFilter",
    description: "A scoping filter, in the words of `ScopingFilterArgs`.",
  });

export type EffectiveMapping = z.output<typeof effectiveMapping>;
