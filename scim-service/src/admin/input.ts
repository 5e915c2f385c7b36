import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { readBody } from "../http/body.ts";
import { badRequest } from "../scim/error.ts";

/** @throws {ScimError} 400 that says what is wrong where. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badRequest("invalidValue", z.prettifyError(parsed.error));
  return parsed.data;
}

/** Whoever has the admin key is trusted with the memory of one body at a time. */
const unlimited = (): void => {};

/** Reads a JSON body; no body at all is an empty object. */
export async function readInput<Output>(
  schema: z.ZodType<Output>,
  request: IncomingMessage,
): Promise<Output> {
  const isEmpty =
    request.headers["transfer-encoding"] === undefined && (request.headers["content-length"] ?? "0") === "0";
  return parseInput(schema, isEmpty ? {} : await readBody(request, unlimited));
}
