import type { TenantUser } from "../tenant.ts";
import { enterpriseOf, type ScimUser } from "./scim.ts";

type Value = string | boolean | undefined;

/** One attribute: what Entra's default mapping makes of a user, and where SCIM has it. */
interface Attribute {
  readonly name: string;
  readonly expected: (user: TenantUser) => Value;
  readonly actual: (user: ScimUser) => Value;
}

const work = <T extends { readonly type?: string | undefined }>(values: readonly T[], type = "work") =>
  values.find((each) => each.type === type);

const joined = (user: TenantUser) =>
  [user.givenName, user.surname].filter((part) => part !== null && part !== "").join(" ");

/** The mappings of a new non-gallery application (entra-docs, app-provisioning), with externalId from the object id. */
const attributes: readonly Attribute[] = [
  { name: "userName", expected: (user) => userName(user), actual: (scim) => scim.userName },
  { name: "active", expected: (user) => user.accountEnabled, actual: (scim) => scim.active },
  { name: "externalId", expected: (user) => user.id, actual: (scim) => scim.externalId },
  { name: "displayName", expected: (user) => text(user.displayName), actual: (scim) => scim.displayName },
  { name: "title", expected: (user) => text(user.jobTitle), actual: (scim) => scim.title },
  {
    name: "emails[work]",
    expected: (user) => text(user.mail),
    actual: (scim) => work(scim.emails)?.value,
  },
  {
    name: "preferredLanguage",
    expected: (user) => text(user.preferredLanguage),
    actual: (scim) => scim.preferredLanguage,
  },
  {
    name: "name.givenName",
    expected: (user) => text(user.givenName),
    actual: (scim) => scim.name?.givenName,
  },
  {
    name: "name.familyName",
    expected: (user) => text(user.surname),
    actual: (scim) => scim.name?.familyName,
  },
  { name: "name.formatted", expected: (user) => text(joined(user)), actual: (scim) => scim.name?.formatted },
  {
    name: "addresses[work].formatted",
    expected: (user) => text(user.officeLocation),
    actual: (scim) => work(scim.addresses)?.formatted,
  },
  {
    name: "addresses[work].streetAddress",
    expected: (user) => text(user.streetAddress),
    actual: (scim) => work(scim.addresses)?.streetAddress,
  },
  {
    name: "addresses[work].locality",
    expected: (user) => text(user.city),
    actual: (scim) => work(scim.addresses)?.locality,
  },
  {
    name: "addresses[work].region",
    expected: (user) => text(user.state),
    actual: (scim) => work(scim.addresses)?.region,
  },
  {
    name: "addresses[work].postalCode",
    expected: (user) => text(user.postalCode),
    actual: (scim) => work(scim.addresses)?.postalCode,
  },
  {
    name: "addresses[work].country",
    expected: (user) => text(user.country),
    actual: (scim) => work(scim.addresses)?.country,
  },
  {
    name: "phoneNumbers[work]",
    expected: (user) => text(user.businessPhones[0] ?? null),
    actual: (scim) => work(scim.phoneNumbers)?.value,
  },
  {
    name: "phoneNumbers[mobile]",
    expected: (user) => text(user.mobilePhone),
    actual: (scim) => work(scim.phoneNumbers, "mobile")?.value,
  },
  {
    name: "phoneNumbers[fax]",
    expected: (user) => text(user.faxNumber),
    actual: (scim) => work(scim.phoneNumbers, "fax")?.value,
  },
  {
    name: "employeeNumber",
    expected: (user) => text(user.employeeId),
    actual: (scim) => enterpriseOf(scim).employeeNumber,
  },
  {
    name: "department",
    expected: (user) => text(user.department),
    actual: (scim) => enterpriseOf(scim).department,
  },
];

/** A value that is not what it should be. */
export interface Mismatch {
  readonly attribute: string;
  readonly expected: Value;
  readonly actual: Value;
}

/** The attributes of a user that differ from what the directory says; references and the profile come elsewhere. */
export function attributeMismatches(user: TenantUser, scim: ScimUser): Mismatch[] {
  return attributes.flatMap(({ name, expected, actual }) => {
    const difference = { attribute: name, expected: expected(user), actual: actual(scim) };
    return difference.expected === difference.actual ? [] : [difference];
  });
}

/** How many attributes are compared of each user. */
export const comparedAttributes = attributes.length;

/** A guest's `ana_other.example#EXT#@contoso.example` is provisioned as `ana_other.example`. */
export function userName({ userPrincipalName }: TenantUser): string {
  const end = userPrincipalName.toUpperCase().indexOf("#EXT#@");
  return end === -1 ? userPrincipalName : userPrincipalName.slice(0, end);
}

/** Entra sends nothing for a value that is not there. */
function text(value: string | null): string | undefined {
  return value === null || value === "" ? undefined : value;
}
