import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { badRequest, ScimError } from "../scim/error.ts";
import { checkJson } from "../scim/check-json.ts";
import { isObject, type Json, type JsonObject } from "../scim/json.ts";
import type { Place } from "./place.ts";

/** Largest request body in bytes; also what Bulk advertises. */
export const MAX_BODY = 1_048_576;

const MEDIA_TYPE = /^application\/(?:scim\+)?json\s*(?:;|$)/i;

/**
 * Reads a request body as a JSON object.
 *
 * @param place is told of each byte as it arrives, however many were announced, and asked before they are parsed.
 * @throws {ScimError} 400 `invalidSyntax`, 413, 415, 429 or 503.
 */
export async function readBody(
  request: IncomingMessage,
  place: Pick<Place, "receive" | "parse">,
): Promise<JsonObject> {
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
  const bytes = await readBytes(request, place);
  await place.parse();
  return parseBody(bytes);
}

function readBytes(request: IncomingMessage, place: Pick<Place, "receive">): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) throw tooLarge();
  // No header announced a body, so there is no event to wait for (`optimizeEmptyRequests`).
  if (request.readableEnded) return Promise.resolve(Buffer.alloc(0));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const receive = (chunk: Buffer): void => {
    try {
      length += chunk.length;
      if (length > MAX_BODY) throw tooLarge();
      place.receive(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      // A client that is refused in the middle must still get to read why, so its connection stays.
      request.pause().off("data", receive);
      reject(error);
    }
  };
  request.on("data", receive);
  request.once("end", () =>
    resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)),
  );
  const fail = (): void => {
    if (!request.readableEnded) reject(badRequest("invalidSyntax", "The body did not arrive as announced"));
  };
  // Its end may have come before anybody listened.
  if (request.destroyed) fail();
  request.once("error", fail).once("close", fail);
  return promise;
}

function tooLarge(): ScimError {
  return new ScimError(413, `The body is larger than ${MAX_BODY} bytes; send less at a time`);
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
