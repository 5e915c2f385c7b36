import type { z } from "zod";

/** A refinement for `superRefine`: of these keys exactly one is given. */
export function exactlyOne(keys: readonly string[]) {
  return (value: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void => {
    const given = keys.filter((key) => value[key] !== undefined);
    if (given.length === 1) return;
    const what = given.length === 0 ? "none is given" : `${given.join(" and ")} are given`;
    context.addIssue({ code: "custom", message: `needs exactly one of ${keys.join(", ")}; ${what}` });
  };
}
