import { MAX_BODY } from "../http/body.ts";
import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import { ScimError } from "../scim/error.ts";
import type { Dialect } from "../scim/leniency.ts";
import type { Attribute, Schema } from "../scim/schema/attribute.ts";
import type { Catalog } from "../scim/schema/catalog.ts";
import { externalId } from "../scim/schema/common.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { CURSOR_TIMEOUT } from "../store/cursors.ts";
import { MAX_BULK_OPERATIONS } from "./bulk-request.ts";
import { DEFAULT_COUNT, MAX_COUNT } from "./list.ts";

const SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const PROVIDER = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

const BEARER = {
  type: "oauthbearertoken",
  name: "Bearer token",
  description: "A token that the service's administrator issued for the tenant.",
  specUri: "https://www.rfc-editor.org/rfc/rfc6750",
  primary: true,
};
const CLIENT_CREDENTIALS = {
  type: "oauth2",
  name: "OAuth 2.0 client credentials",
  description: "An access token of the token endpoint, for a client with a secret or an assertion.",
  specUri: "https://www.rfc-editor.org/rfc/rfc6749#section-4.4",
  primary: false,
};

/** GET /ServiceProviderConfig (RFC 7643 section 5, RFC 9865 section 4). */
export function providerConfigEndpoint(): Endpoint {
  return async (request) => {
    refuseFilter(request);
    return one(`${request.base}/ServiceProviderConfig`, {
      schemas: [PROVIDER],
      documentationUri: "https://www.rfc-editor.org/rfc/rfc7644",
      patch: { supported: true },
      bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BODY },
      filter: { supported: true, maxResults: MAX_COUNT },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: "index",
        defaultPageSize: DEFAULT_COUNT,
        maxPageSize: MAX_COUNT,
        cursorTimeout: CURSOR_TIMEOUT,
      },
      authenticationSchemes: request.principal.bearerTokens
        ? [BEARER, CLIENT_CREDENTIALS]
        : [CLIENT_CREDENTIALS],
      meta: { resourceType: "ServiceProviderConfig" },
    });
  };
}

/** GET /ResourceTypes and /ResourceTypes/{name}. */
export function resourceTypesEndpoint({ catalog }: Service): Endpoint {
  return oneOrAll([catalog.user, catalog.group], ({ name }) => name, "/ResourceTypes", describeType);
}

/** GET /Schemas and /Schemas/{urn}. */
export function schemasEndpoint({ catalog }: Service): Endpoint {
  return oneOrAll(
    catalog.schemas,
    ({ id }) => id,
    "/Schemas",
    (schema, dialect) => describeSchema(asServed(schema, catalog, dialect)),
  );
}

/** A schema as this tenant meets it. */
function asServed(schema: Schema, { user, group }: Catalog, dialect: Dialect): Schema {
  const isGroup = schema === group.core.schema;
  if (schema !== user.core.schema && !isGroup) return schema;
  const added = dialect.allows("externalIdInSchemas") ? [externalId] : [];
  const isUnique = isGroup && dialect.allows("uniqueGroupNames");
  const attributes = schema.attributes.map((each): Attribute =>
    isUnique && each.name === "displayName" ? { ...each, uniqueness: "server" } : each,
  );
  return { ...schema, attributes: [...added, ...attributes] };
}

function oneOrAll<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  path: string,
  describe: (item: Item, dialect: Dialect) => Described,
): Endpoint {
  return async (request) => {
    refuseFilter(request);
    const locationOf = (item: Item) => `${request.base}${path}/${idOf(item)}`;
    if (request.id === "") {
      const list = {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        totalResults: items.length,
        startIndex: 1,
        itemsPerPage: items.length,
        Resources: items.map((item) => located(locationOf(item), describe(item, request.dialect))),
      };
      return { status: 200, body: JSON.stringify(list) };
    }
    const wanted = request.id.toLowerCase();
    const item = items.find((each) => idOf(each).toLowerCase() === wanted);
    if (!item)
      throw new ScimError(404, "There is nothing of that name; the path without a name lists what there is");
    return one(locationOf(item), describe(item, request.dialect));
  };
}

/** RFC 7644 section 4: a filter on a discovery endpoint is refused with 403. */
function refuseFilter({ query }: ScimRequest): void {
  if (query.has("filter")) throw new ScimError(403, "This endpoint cannot be filtered; read it whole");
}

function describeType({ name, endpoint, description, core, extensions }: ResourceType): Described {
  return {
    schemas: [RESOURCE_TYPE],
    id: name,
    name,
    endpoint,
    description,
    schema: core.schema.id,
    schemaExtensions: extensions.map(({ schema }) => ({ schema: schema.id, required: false })),
    meta: { resourceType: "ResourceType" },
  };
}

function describeSchema({ id, name, description, attributes }: Schema): Described {
  return {
    schemas: [SCHEMA],
    id,
    name,
    description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: "Schema" },
  };
}

/** The characteristics of the RFC; what only this service knows stays here. */
function describeAttribute({
  default: _default,
  closed: _closed,
  subAttributes,
  ...rest
}: Attribute): object {
  return subAttributes ? { ...rest, subAttributes: subAttributes.map(describeAttribute) } : rest;
}

/** What a discovery endpoint describes, before it is known where that is. */
interface Described {
  readonly meta: { readonly resourceType: string };
  readonly [name: string]: unknown;
}

function one(location: string, described: Described): Reply {
  return { status: 200, location, body: JSON.stringify(located(location, described)) };
}

function located(location: string, { meta, ...rest }: Described): object {
  return { ...rest, meta: { ...meta, location } };
}
