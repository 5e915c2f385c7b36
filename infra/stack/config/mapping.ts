import { checkExpression } from "@entra-scim-kit/expressions";
import { z } from "zod";
import { mapping as shape } from "../../../provider/sdk/shapes.ts";

/** Clear mistakes of a mapping's expression become problems of the setting; of what is doubtful the provider warns. */
function checked(expression: string | undefined, context: z.RefinementCtx): void {
  if (expression === undefined) return;
  for (const { message } of checkExpression(expression).errors) context.addIssue({ code: "custom", message });
}

/** Where a target attribute takes its value from: the provider's own shape, with what can be checked offline. */
export const mapping = shape
  .extend({
    constant: z
      .union([z.string(), z.boolean(), z.number()], { error: "must be a text, a number, true or false" })
      .transform(String)
      .optional()
      .meta(shape.shape.constant.meta() ?? {}),
    expression: shape.shape.expression.superRefine(checked).meta(shape.shape.expression.meta() ?? {}),
  })
  .superRefine((value, context) => {
    const sources = [value.constant, value.attribute, value.expression].filter((each) => each !== undefined);
    if (sources.length === 1 || (sources.length === 0 && value.defaultValue !== undefined)) return;
    context.addIssue({
      code: "custom",
      message: "needs exactly one of constant, attribute, expression (or a defaultValue alone)",
    });
  });
