import { ENTERPRISE, SIGHTCALL, USER } from "./scim-client.ts";

let count = 0;

/** A name that nothing else in the test's database has. */
export function unique(prefix: string): string {
  count += 1;
  return `${prefix}${count}@contoso.example`;
}

/** What Entra's default user mapping fills. */
function mappedAttributes(userName: string) {
  return {
    externalId: `ext-${userName}`,
    userName,
    active: true,
    displayName: "Ada King",
    title: "Countess",
    preferredLanguage: "en-GB",
    name: { formatted: "Ada King", familyName: "King", givenName: "Ada" },
    emails: [{ primary: true, type: "work", value: userName }],
    phoneNumbers: [
      { type: "work", value: "+44 20 7946 0958" },
      { type: "mobile", value: "(020) 7946.0959" },
      { type: "fax", value: "44-20-79460960" },
    ],
    addresses: [
      {
        type: "work",
        formatted: "12 St James's Square",
        streetAddress: "1 St James's Sq",
        locality: "London",
        region: "Greater London",
        postalCode: "SW1Y 4JH",
        country: "UK",
      },
    ],
    [ENTERPRISE]: { employeeNumber: "1815", department: "Analysis" },
  };
}

/** A user as Entra creates it: the product's extension is there, its URN is not in `schemas`. */
export function entraUser(userName: string) {
  return {
    schemas: [USER, ENTERPRISE],
    ...mappedAttributes(userName),
    meta: { resourceType: "User" },
    roles: [],
    [SIGHTCALL]: { profile: "recording" },
  };
}

/** A user as the interactive validator creates it: all that it knows, a role's `primary` as a string. */
export function fullUser(userName: string) {
  const mapped = mappedAttributes(userName);
  return {
    schemas: [USER, ENTERPRISE],
    ...mapped,
    name: { ...mapped.name, middleName: "Augusta", honorificPrefix: "Lady", honorificSuffix: "FRS" },
    nickName: "Ada",
    userType: "Employee",
    locale: "en-GB",
    timezone: "Europe/London",
    profileUrl: "https://contoso.example/ada",
    [ENTERPRISE]: {
      ...mapped[ENTERPRISE],
      costCenter: "12",
      organization: "Contoso",
      division: "Engines",
    },
    roles: [{ primary: "True", display: "Reader", value: "reader", type: "app" }],
  };
}

/** A new text for every attribute of the default user mapping that is no name, flag or reference. */
export const MAPPED_TEXT = {
  externalId: "upd-external-id",
  displayName: "upd-display-name",
  title: "upd-title",
  preferredLanguage: "fr-FR",
  "name.givenName": "upd-given-name",
  "name.familyName": "upd-family-name",
  "name.formatted": "upd-formatted",
  'emails[type eq "work"].value': "upd@contoso.example",
  'addresses[type eq "work"].formatted': "upd-address",
  'addresses[type eq "work"].streetAddress': "upd-street",
  'addresses[type eq "work"].locality': "upd-locality",
  'addresses[type eq "work"].region': "upd-region",
  'addresses[type eq "work"].postalCode': "upd-postal-code",
  'addresses[type eq "work"].country': "upd-country",
  'phoneNumbers[type eq "work"].value': "upd-1",
  'phoneNumbers[type eq "mobile"].value': "upd-2",
  'phoneNumbers[type eq "fax"].value': "upd-3",
  [`${ENTERPRISE}:employeeNumber`]: "upd-employee-number",
  [`${ENTERPRISE}:department`]: "upd-department",
};

type Values = Readonly<Record<string, string | boolean | null>>;

/** A PATCH with one operation for each attribute. */
export function verbose(values: Values): readonly object[] {
  return Object.entries(values).map(([path, value]) => ({ op: "replace", path, value }));
}

/** A PATCH that merges as much as may be merged: only filtered paths keep an operation of their own. */
export function merged(values: Values): readonly object[] {
  const entries = Object.entries(values);
  const filtered = entries.filter(([path]) => path.includes("["));
  const plain = entries.filter(([path]) => !path.includes("["));
  return [...verbose(Object.fromEntries(filtered)), { op: "replace", value: Object.fromEntries(plain) }];
}

/** A user's values by the names that mappings have for them, such as `emails[type eq "work"].value`. */
export function byTarget(user: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(user).flatMap(([name, value]) => targets(name, value)));
}

function targets(name: string, value: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (Array.isArray(value)) {
    return (value as readonly { readonly type?: string }[]).flatMap((element) =>
      Object.entries(element).map(([sub, inner]) => [`${name}[type eq "${element.type}"].${sub}`, inner]),
    );
  }
  if (typeof value !== "object" || value === null) return [[name, value]];
  const separator = name.startsWith("urn:") ? ":" : ".";
  return Object.entries(value).map(([sub, inner]) => [name + separator + sub, inner]);
}
