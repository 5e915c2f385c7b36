import { z } from "zod";
import type { Handler } from "../http/reply.ts";
import { badRequest } from "../scim/error.ts";

/** One call of the admin API, with the parts of its path and its query as the client sent them. */
export interface AdminRequest {
  readonly tenant: string;
  /** Id of the token, client or trust that the call is about. */
  readonly id: string;
  /** Id of the client's secret. */
  readonly secret: string;
  readonly query: unknown;
  /** The JSON body; an empty object where there is none. */
  readonly body: unknown;
}

export type AdminEndpoint = Handler<AdminRequest>;

/** @throws {ScimError} 400 that says what is wrong where. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badRequest("invalidValue", z.prettifyError(parsed.error));
  return parsed.data;
}
