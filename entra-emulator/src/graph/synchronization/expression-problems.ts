import { checkExpression, parseExpression } from "@entra-scim-kit/expressions";
import { replaceProblems } from "../../engine/index.ts";

/** What Graph refuses of a mapping's expression, its .NET patterns included; empty when nothing is. */
export function expressionProblems(text: string, attributes: readonly string[]): string[] {
  const mistakes = checkExpression(text, { attributes }).errors.map(({ message }) => message);
  return mistakes.length > 0 ? mistakes : replaceProblems(parseExpression(text));
}
