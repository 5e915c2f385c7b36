import { FUNCTIONS, parseExpression } from "@entra-scim-kit/expressions";
import { expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { EvaluationError } from "./evaluation-error.ts";
import { CONTEXT } from "./testing/evaluated.ts";

test("every function that an expression may call can be evaluated", () => {
  const notEvaluated = [...FUNCTIONS.keys()].filter((name) => {
    try {
      evaluate(parseExpression(`${name}()`), new Map(), CONTEXT);
      return false;
    } catch (error) {
      return error instanceof EvaluationError && error.message.includes("is not supported");
    }
  });
  // It is for Active Directory as the target, and refused by the checker.
  expect(notEvaluated).toEqual(["SelectUniqueValue"]);
});
