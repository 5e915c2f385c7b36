import { badRequest } from "../scim/error.ts";
import type { Dialect } from "../scim/leniency.ts";

/** Parameters of a query by lower-cased name. */
export type Query = ReadonlyMap<string, string>;

/** What administrators are told to append to the tenant URL, to choose Entra's dialect. */
const FLAG = /^(?:aadOptscim062020|AzureAdScimPatch2017)$/i;
const NONE: Query = new Map();

/**
 * Decodes a query string. A plus is a space, because every common client encodes queries as forms. Inside quotes it is a
 * plus if the query has `%20`, which shows that the client encodes as RFC 3986 does.
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
    if (FLAG.test(name)) {
      dialect.allows("flagInUrl");
      continue;
    }
    const value = equals === -1 ? "" : pair.slice(equals + 1);
    if (query.has(name)) throw badRequest("invalidSyntax", `The parameter "${name}" is there twice`);
    query.set(name, decode(value.includes("+") ? spaced(value, hasEncodedSpace) : value));
  }
  return query;
}

function spaced(value: string, hasEncodedSpace: boolean): string {
  let inQuotes = false;
  return value.replaceAll(/%22|"|\+|%5C(?:%22|")|\\(?:%22|")/gi, (piece) => {
    if (piece === "+") return inQuotes && hasEncodedSpace ? "%2B" : "%20";
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

function isFlag(parameter: string): boolean {
  return FLAG.test(parameter.split("=")[0] ?? "");
}

/**
 * Where the flag of the tenant URL was put in front of the resource's path (`/scim/v2?aadOptscim062020/Users?count=1`),
 * the URL that was meant; else undefined.
 */
export function withoutFlag(url: string): string | undefined {
  if (!url.includes("?")) return undefined;
  const match = /^([^?]*?)\/?\?([^/?]+)(\/[^?&]*)(?:[?&](.*))?$/.exec(url);
  const [, before, flags = "", resource, query = ""] = match ?? [];
  return flags !== "" && flags.split("&").every(isFlag) ? `${before}${resource}?${query}` : undefined;
}
