import { attribute, complex, string, type Attribute } from "./attribute.ts";

/** Common to all resources, and in no schema document of the RFC. */
export const externalId = string("externalId", "The client's identifier.", { caseExact: true });

/** Attributes of every resource (RFC 7643 section 3.1): addressable, but not part of any schema document. */
export const commonAttributes: readonly Attribute[] = [
  attribute("schemas", "reference", "The schemas of the resource.", {
    multiValued: true,
    required: true,
    returned: "always",
    caseExact: false,
  }),
  string("id", "The service's own identifier.", {
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  externalId,
  complex(
    "meta",
    "What the service knows about the resource.",
    [
      string("resourceType", "Name of the resource type.", { mutability: "readOnly", caseExact: true }),
      attribute("created", "dateTime", "When it was made.", { mutability: "readOnly" }),
      attribute("lastModified", "dateTime", "When it changed last.", { mutability: "readOnly" }),
      attribute("location", "reference", "Where it is.", { mutability: "readOnly" }),
      string("version", "Its entity tag.", { mutability: "readOnly", caseExact: true }),
    ],
    { mutability: "readOnly" },
  ),
];
