import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { getRawBody } from "raw-body";
import { badRequest, ScimError } from "../scim/error.ts";
import { isObject, type Json, type JsonObject } from "../scim/json.ts";
import { checkJson } from "./check-json.ts";

/** Largest request body in bytes; also what Bulk advertises. */
export const MAX_BODY = 1_048_576;

const MEDIA_TYPE = /^application\/(?:scim\+)?json\s*(?:;|$)/i;

/**
 * Reads a request body as a JSON object.
 *
 * @throws {ScimError} 400 `invalidSyntax`, 413, or 415.
 */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const type = request.headers["content-type"] ?? "";
  if (!MEDIA_TYPE.test(type)) {
    throw new ScimError(
      415,
      `Send Content-Type: application/scim+json; it was ${JSON.stringify(type.slice(0, 100))}`,
    );
  }
  if ((request.headers["content-encoding"] ?? "identity") !== "identity") {
    throw new ScimError(415, "Send the body without Content-Encoding");
  }
  return parseBody(await readBytes(request));
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit: MAX_BODY, length: request.headers["content-length"] ?? null });
  } catch (error) {
    if (!(error instanceof Error && "type" in error)) throw error;
    if (error.type === "entity.too.large") {
      throw new ScimError(413, `The body is larger than ${MAX_BODY} bytes; send less at a time`);
    }
    throw badRequest("invalidSyntax", `The body did not arrive as announced: ${error.message}`);
  }
}

function parseBody(bytes: Buffer): JsonObject {
  if (!isUtf8(bytes)) throw badRequest("invalidSyntax", "The body is not UTF-8");
  const text = bytes.toString("utf8");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest("invalidSyntax", `The body is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
  if (!isObject(value)) throw badRequest("invalidSyntax", "The body must be a JSON object");
  checkJson(text);
  return value;
}
