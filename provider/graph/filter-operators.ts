import { z } from "zod";
import type { Context } from "../context.ts";
import { GUIDE } from "../guide.ts";
import { jobPath, type JobReference } from "../identifiers.ts";
import { GraphError } from "./error.ts";

const reply = z.object({
  value: z.array(z.object({ name: z.string(), arity: z.string() })),
});

/** An operator of scoping filters (Graph's `filterOperatorSchema`). */
export interface FilterOperator {
  readonly name: string;
  /** `Unary`: tests the attribute alone. `Binary`: compares it with a value. */
  readonly arity: string;
}

/** The operators that a job's scoping filters may use; empty where the tenant does not list them. */
export async function listFilterOperators(job: JobReference, context: Context): Promise<FilterOperator[]> {
  const path = `${jobPath(job)}/schema/filterOperators`;
  try {
    const call = { method: "GET", path, step: GUIDE.editMappings } as const;
    return (await context.graph.request(call, reply, context)).value;
  } catch (error) {
    if (error instanceof GraphError && (error.status === 404 || error.status === 400)) return [];
    throw error;
  }
}
