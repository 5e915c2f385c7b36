import { badRequest, type ScimError } from "./error.ts";

/** 400 for a name that an object has in two spellings (RFC 7643 section 2.1: names are case-insensitive). */
export function twice(name: string): ScimError {
  return badRequest("invalidSyntax", `"${name}" is there twice; names are the same whatever their case`);
}
