import type { Endpoint } from "../http/exchange.ts";
import { ScimError } from "../scim/error.ts";

/** /Me (RFC 7644 section 3.11): a token speaks for a tenant, not for one of its users. */
export const meEndpoint: Endpoint = () => {
  throw new ScimError(501, "There is no /Me: the token belongs to a tenant, not to a user");
};
