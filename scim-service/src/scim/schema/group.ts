import { attribute, complex, string, type Schema } from "./attribute.ts";

/** The Group schema of RFC 7643 section 4.2. */
export const groupSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Group",
  name: "Group",
  description: "A group of users and groups.",
  attributes: [
    string("displayName", "The name of the group.", { required: true }),
    complex(
      "members",
      "Who belongs to the group.",
      [
        string("value", "Id of the member.", { mutability: "immutable", caseExact: true }),
        attribute("$ref", "reference", "Location of the member.", {
          mutability: "immutable",
          referenceTypes: ["User", "Group"],
        }),
        string("type", "What the member is.", {
          mutability: "immutable",
          canonicalValues: ["User", "Group"],
        }),
        // By request, because it takes a look at each member: a group is read without one.
        string("display", "The displayName of the member, or else its userName.", {
          mutability: "readOnly",
          returned: "request",
        }),
      ],
      { multiValued: true },
    ),
  ],
};
