import { ENTERPRISE, USER } from "./scim-client.ts";

/** A user with everything that the default mappings send. */
export function fullUser(userName: string) {
  return {
    schemas: [USER, ENTERPRISE],
    userName,
    externalId: `ext-${userName}`,
    active: true,
    displayName: "Ada King",
    title: "Countess",
    preferredLanguage: "en-GB",
    name: { givenName: "Ada", familyName: "King", formatted: "Ada King" },
    emails: [{ type: "work", value: userName, primary: true }],
    phoneNumbers: [
      { type: "work", value: "+44 20 7946 0958" },
      { type: "mobile", value: "(020) 7946.0959" },
      { type: "fax", value: "44-20-79460960" },
    ],
    addresses: [
      {
        type: "work",
        formatted: "1 St James's Sq",
        streetAddress: "1 St James's Sq",
        locality: "London",
        country: "UK",
      },
    ],
    [ENTERPRISE]: { employeeNumber: "1815", department: "Analysis" },
  };
}
