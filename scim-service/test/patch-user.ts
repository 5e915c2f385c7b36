import { ScimError } from "../src/scim/error.ts";
import type { Json, JsonObject } from "../src/scim/json.ts";
import { Dialect } from "../src/scim/leniency.ts";
import { parseResource } from "../src/scim/resource.ts";
import { string } from "../src/scim/schema/attribute.ts";
import { catalog } from "../src/scim/schema/catalog.ts";
import { applySteps } from "../src/scim/patch/apply.ts";
import { parsePatch } from "../src/scim/patch/patch-request.ts";
import { Work } from "../src/scim/work.ts";

export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const PRODUCT = "urn:example:scim:2.0:User";
export const { user } = catalog([
  {
    id: PRODUCT,
    name: "Product",
    description: "",
    attributes: [
      string("profile", "", {
        canonicalValues: ["standard", "recording"],
        closed: true,
        default: "standard",
      }),
    ],
  },
]);
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A user as a POST would store it. */
export function parse(body: JsonObject, strict = false): JsonObject {
  return parseResource({ schemas: [user.core.schema.id], ...body }, user, new Dialect(strict)).document;
}

/** The document after a PATCH. */
export function patch(document: JsonObject, operations: readonly Json[], strict = false): JsonObject {
  const dialect = new Dialect(strict);
  const work = new Work({ spend() {} });
  const steps = parsePatch({ schemas: [PATCH_OP], Operations: operations }, user, dialect, work);
  return applySteps(document, steps, user, dialect, work);
}

/** The error that a PATCH ends with, as `status scimType`. */
export function refusal(
  operations: readonly Json[],
  document: JsonObject = parse({ userName: "ada" }),
  strict = false,
): string {
  try {
    patch(document, operations, strict);
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}`;
    throw error;
  }
  return "none";
}
