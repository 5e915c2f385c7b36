import { checkExpression } from "@entra-scim-kit/expressions";
import { z } from "zod";

const object = z
  .enum(["User", "Group"])
  .default("User")
  .meta({ description: "The kind of objects.", example: "Group" });

const targetAttributeName = z
  .string()
  .min(1)
  .meta({ description: "The SCIM attribute that is written.", example: "externalId" });

/** Clear mistakes of a mapping's expression become problems of the setting; of what is doubtful the provider warns. */
function checked(expression: string, context: z.RefinementCtx): void {
  for (const { message } of checkExpression(expression).errors) context.addIssue({ code: "custom", message });
}

/**
 * Where a target attribute takes its value from. Names are Graph's (`attributeMapping`). What is left out stays as
 * Entra's default mapping of the target has it.
 */
export const mapping = z
  .strictObject({
    targetAttributeName,
    object,
    constant: z
      .union([z.string(), z.boolean(), z.number()], { error: "must be a text, a number, true or false" })
      .transform(String)
      .exactOptional()
      .meta({ description: "The same value for everyone.", example: "recording" }),
    attribute: z.string().min(1).exactOptional().meta({
      description: "A source attribute, by the name that Entra's mapping editor shows.",
      example: "objectId",
    }),
    expression: z.string().min(1).superRefine(checked).exactOptional().meta({
      description: "An expression over source attributes; checked before anything is sent.",
      example: 'Switch([department], "standard", "Support", "recording")',
    }),
    defaultValue: z.string().exactOptional().meta({
      description:
        "Sent when the source has no value, and then only when the object is created. An empty text stands for none; alone, it maps nothing (the admin center's mapping type None).",
      example: "unknown",
    }),
    matchingPriority: z.int().min(0).exactOptional().meta({
      description: "Above 0: existing users are found by this attribute, the lowest number first.",
      example: 1,
    }),
    flowType: z
      .enum(["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"])
      .exactOptional()
      .meta({
        description: "When the value is sent; left out, `Always`, or what the default mapping has.",
        example: "ObjectAddOnly",
      }),
    flowBehavior: z.enum(["FlowWhenChanged", "FlowAlways"]).exactOptional().meta({
      description:
        "Whether an unchanged value is sent again; left out, `FlowWhenChanged`, or what the default mapping has.",
      example: "FlowAlways",
    }),
  })
  .superRefine((value, context) => {
    const sources = [value.constant, value.attribute, value.expression].filter((each) => each !== undefined);
    if (sources.length === 1 || (sources.length === 0 && value.defaultValue !== undefined)) return;
    context.addIssue({
      code: "custom",
      message: "needs exactly one of constant, attribute, expression (or a defaultValue alone)",
    });
  });

/** A default mapping that is switched off. */
export const disabledMapping = z.strictObject({ targetAttributeName, object });

const clause = z.strictObject({
  attribute: z.string().min(1).meta({ description: "The source attribute.", example: "department" }),
  operator: z.string().min(1).meta({
    description: "As Graph names it: `EQUALS`, `NOT EQUALS`, `IS TRUE`, `IS NOT NULL`, `REGEX MATCH`, …",
    example: "EQUALS",
  }),
  values: z.array(z.string()).default([]).meta({
    description: "What is compared with; none for operators such as `IS TRUE`.",
    example: "Support",
  }),
});

/** Who of the assigned is in scope at all. */
export const scopingFilter = z.strictObject({
  object,
  groups: z
    .array(
      z.strictObject({
        name: z.string().exactOptional().meta({
          description: "What the admin center calls the group of clauses.",
          example: "Support",
        }),
        clauses: z.array(clause).min(1).meta({ description: "All of them must hold." }),
      }),
    )
    .min(1)
    .meta({ description: "Whoever meets all clauses of at least one group is in scope." }),
});
