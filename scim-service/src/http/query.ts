import { badRequest } from "../scim/error.ts";
import type { Dialect } from "../scim/leniency.ts";

/** Parameters of a query by lower-cased name. */
export type Query = ReadonlyMap<string, string>;

const FLAG = "aadoptscim062020";
const NONE: Query = new Map();

/**
 * Decodes a query string. A plus outside quotes is a space: no filter has any other use for it there. Inside quotes it
 * is one only for clients that encode their queries as forms, which is seen by the absence of `%20`.
 *
 * @throws {ScimError} 400 `invalidSyntax` for bytes that are no text, or a parameter that is there twice.
 */
export function parseQuery(text: string, dialect: Dialect): Query {
  if (text === "") return NONE;
  const query = new Map<string, string>();
  const hasEncodedSpace = text.includes("%20");
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals)).toLowerCase();
    if (name === FLAG || name === `/?${FLAG}`) {
      dialect.allows("flagInUrl");
      continue;
    }
    const value = equals === -1 ? "" : pair.slice(equals + 1);
    if (query.has(name)) throw badRequest("invalidSyntax", `The parameter "${name}" is there twice`);
    query.set(name, decode(value.includes("+") ? spaced(value, hasEncodedSpace, dialect) : value));
  }
  return query;
}

function spaced(value: string, hasEncodedSpace: boolean, dialect: Dialect): string {
  let inQuotes = false;
  return value.replaceAll(/%22|"|\+|%5C(?:%22|")|\\(?:%22|")/gi, (piece) => {
    if (piece === "+") {
      return !inQuotes || (!hasEncodedSpace && dialect.allows("plusAsSpace")) ? "%20" : "%2B";
    }
    if (piece === '"' || piece === "%22") inQuotes = !inQuotes;
    return piece;
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest("invalidSyntax", "The query is not UTF-8 in percent-encoding");
  }
}

/**
 * Where the flag of the tenant URL was put in front of the resource's path (`/scim/v2?aadOptscim062020/Users?count=1`),
 * the URL that was meant; else undefined.
 */
export function withoutFlag(url: string): string | undefined {
  const match = /^([^?]*?)\/?\?aadOptscim062020(?:=[^/?&]*)?(\/[^?&]*)(?:[?&](.*))?$/i.exec(url);
  return match ? `${match[1]}${match[2]}?${match[3] ?? ""}` : undefined;
}
