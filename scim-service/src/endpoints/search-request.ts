import { z } from "zod";
import type { Query } from "../http/query.ts";
import type { JsonObject } from "../scim/json.ts";
import { parseMessage } from "../scim/message.ts";

const names = z.array(z.string()).transform((list) => list.join(","));
const number = z.int().transform(String);

const searchRequest = z.object({
  schemas: z.array(z.string()).refine((urns) => urns.some((urn) => urn.toLowerCase() === SEARCH_REQUEST), {
    error: "must name urn:ietf:params:scim:api:messages:2.0:SearchRequest",
  }),
  attributes: names.optional(),
  excludedattributes: names.optional(),
  filter: z.string().optional(),
  sortby: z.string().optional(),
  sortorder: z.string().optional(),
  startindex: number.optional(),
  count: number.optional(),
  cursor: z.string().optional(),
});

const SEARCH_REQUEST = "urn:ietf:params:scim:api:messages:2.0:searchrequest";

/**
 * The parameters of a SearchRequest message as those of a query.
 *
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function searchQuery(body: JsonObject): Query {
  const message = parseMessage(searchRequest, body, "SearchRequest");
  const { schemas: _schemas, ...parameters } = message;
  return new Map(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
