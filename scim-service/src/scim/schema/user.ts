import { attribute, complex, plural, string, type Schema } from "./attribute.ts";

/** The User schema of RFC 7643 section 4.1. */
export const userSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:core:2.0:User",
  name: "User",
  description: "A person's account.",
  attributes: [
    string("userName", "The name by which the user signs in, unique in the tenant, whatever its case.", {
      required: true,
      uniqueness: "server",
    }),
    complex("name", "The parts of the user's name.", [
      string("formatted", "The whole name as it is shown."),
      string("familyName", "Family name."),
      string("givenName", "Given name."),
      string("middleName", "Middle names."),
      string("honorificPrefix", "Title in front of the name."),
      string("honorificSuffix", "Suffix behind the name."),
    ]),
    string("displayName", "The name that is shown for the user."),
    string("nickName", "What the user is called casually."),
    attribute("profileUrl", "reference", "The user's page.", { referenceTypes: ["external"] }),
    string("title", "Job title."),
    string("userType", "How the user relates to the organisation, e.g. Employee or Contractor."),
    string("preferredLanguage", "Preferred languages, as in the HTTP header Accept-Language."),
    string("locale", "Where dates and currencies are formatted for, as a language tag."),
    string("timezone", "Time zone by its name in the IANA database."),
    attribute("active", "boolean", "Whether the account may be used."),
    string("password", "Accepted and thrown away: users sign in through their identity provider.", {
      mutability: "writeOnly",
      returned: "never",
    }),
    plural("emails", "E-mail addresses.", string("value", "The address."), ["work", "home", "other"]),
    plural("phoneNumbers", "Telephone numbers, kept as they were sent.", string("value", "The number."), [
      "work",
      "home",
      "mobile",
      "fax",
      "pager",
      "other",
    ]),
    plural("ims", "Instant messaging addresses.", string("value", "The address.")),
    plural(
      "photos",
      "Pictures of the user.",
      attribute("value", "reference", "Where the picture is.", { referenceTypes: ["external"] }),
      ["photo", "thumbnail"],
    ),
    complex(
      "addresses",
      "Postal addresses.",
      [
        string("formatted", "The whole address as it is printed."),
        string("streetAddress", "Street and house number."),
        string("locality", "City."),
        string("region", "State or region."),
        string("postalCode", "Postal code."),
        string("country", "Country."),
        string("type", "What the address is for.", { canonicalValues: ["work", "home", "other"] }),
        attribute("primary", "boolean", "True for the preferred address, at most once."),
      ],
      { multiValued: true },
    ),
    complex(
      "groups",
      "The groups that list the user as a member; changed at the groups.",
      [
        string("value", "Id of the group.", { mutability: "readOnly", caseExact: true }),
        attribute("$ref", "reference", "Location of the group.", {
          mutability: "readOnly",
          referenceTypes: ["Group"],
        }),
        string("display", "The displayName of the group.", { mutability: "readOnly", returned: "request" }),
        string("type", "How the user belongs to it.", {
          mutability: "readOnly",
          canonicalValues: ["direct"],
        }),
      ],
      { multiValued: true, mutability: "readOnly" },
    ),
    plural("entitlements", "What the user may have.", string("value", "The entitlement.")),
    plural("roles", "The user's roles.", string("value", "The role.")),
    plural(
      "x509Certificates",
      "Certificates, DER in base64.",
      attribute("value", "binary", "The certificate."),
    ),
  ],
};
