import { z } from "zod";

/**
 * The parts of a synchronization schema that a program names, in Graph's words. The stack's configuration takes the same
 * shapes, so that an argument is described once.
 */

/** The kinds of objects that a job maps. */
export const OBJECTS = ["User", "Group"] as const;

export type SynchronizedObject = (typeof OBJECTS)[number];

export const object = z
  .enum(OBJECTS)
  .meta({ title: "SynchronizedObject" })
  .optional()
  .meta({ description: "The kind of objects.", default: "User", example: "Group" });

const targetAttributeName = z
  .string()
  .min(1)
  .meta({ description: "The SCIM attribute that is written.", example: "externalId" });

/** An attribute of the target system. */
export const attribute = z
  .strictObject({
    name: z.string().min(1).meta({
      description: "For an extension, `urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>`.",
    }),
    object,
    type: z
      .enum(["String", "Integer", "Binary", "Boolean", "DateTime"])
      .optional()
      .meta({ description: "Graph's type.", default: "String" }),
    required: z.boolean().optional().meta({
      description: "Whether an object without a value is reported instead of provisioned.",
      default: false,
    }),
    caseExact: z
      .boolean()
      .optional()
      .meta({ description: "Whether a change of case alone is a change.", default: false }),
    mutability: z
      .enum(["ReadWrite", "ReadOnly", "Immutable", "WriteOnly"])
      .optional()
      .meta({ description: "Graph's mutability.", default: "ReadWrite" }),
  })
  .meta({
    title: "Attribute",
    description:
      "An attribute of the target system that Entra does not know by itself (Graph's `attributeDefinition`).",
  });

/** Where a target attribute takes its value from. */
export const mapping = z
  .strictObject({
    targetAttributeName,
    object,
    constant: z
      .string()
      .optional()
      .meta({ description: "The same value for everyone.", example: "recording" }),
    attribute: z.string().min(1).optional().meta({
      description: "A source attribute, by the name that Entra's mapping editor shows.",
      example: "objectId",
    }),
    expression: z.string().min(1).optional().meta({
      description: "An expression over source attributes; checked before anything is sent.",
      example: 'Switch([department], "standard", "Support", "recording")',
    }),
    defaultValue: z.string().optional().meta({
      description:
        "Sent when the source has no value, and then only when the object is created. An empty text stands for none; alone, it maps nothing (the admin center's mapping type None).",
      example: "unknown",
    }),
    matchingPriority: z.int().min(0).optional().meta({
      description: "Above 0: existing users are found by this attribute, the lowest number first.",
      example: 1,
    }),
    flowType: z
      .enum(["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"])
      .optional()
      .meta({
        description: "When the value is sent. Left out, `Always`, or what the default mapping has.",
        example: "ObjectAddOnly",
      }),
    flowBehavior: z.enum(["FlowWhenChanged", "FlowAlways"]).optional().meta({
      description:
        "Whether an unchanged value is sent again. Left out, `FlowWhenChanged`, or what the default mapping has.",
      example: "FlowAlways",
    }),
  })
  .meta({
    title: "Mapping",
    description:
      "Where a target attribute takes its value from (Graph's `attributeMapping`): exactly one of `constant`, `attribute` and `expression`, or a `defaultValue` alone. A mapping that the job has by default is changed by naming its target.",
  });

/** A default mapping that is switched off. */
export const disabledMapping = z.strictObject({ targetAttributeName, object }).meta({
  title: "DisabledMapping",
  description: "A mapping that the job has by default and that is switched off while the resource exists.",
});

const clause = z
  .strictObject({
    attribute: z.string().min(1).meta({ description: "The source attribute.", example: "department" }),
    operator: z.string().min(1).meta({
      description: "As Graph names it: `EQUALS`, `NOT EQUALS`, `IS TRUE`, `IS NOT NULL`, `REGEX MATCH`, …",
      example: "EQUALS",
    }),
    values: z.array(z.string()).optional().meta({
      description: "What is compared with; none for operators such as `IS TRUE`.",
      example: "Support",
    }),
  })
  .meta({
    title: "ScopingClause",
    description: "A condition on a source attribute (Graph's `filterClause`).",
  });

const group = z
  .strictObject({
    name: z.string().optional().meta({
      description: "What the admin center calls the group of clauses.",
      example: "Support",
    }),
    clauses: z.array(clause).min(1).meta({ description: "All of them must hold." }),
  })
  .meta({ title: "ScopingGroup", description: "Clauses that must all hold (Graph's `filterGroup`)." });

/** Who of the assigned is in scope at all. */
export const scopingFilter = z
  .strictObject({
    object,
    groups: z
      .array(group)
      .min(1)
      .meta({ description: "Whoever meets all clauses of at least one group is in scope." }),
  })
  .meta({
    title: "ScopingFilter",
    description:
      "Who is in scope. The filter of an object is one value: it takes the place of the one that was there, until it is deleted. Whoever falls out is deprovisioned.",
  });
