import { z } from "zod";

const text = z
  .string()
  .trim()
  .min(1, { error: "must not be empty" })
  .max(256, { error: "at most 256 characters" });
const optional = text.nullable().optional();
const principalName = text.regex(/^[^@\s]+@[^@\s]+$/, {
  error: "expected a name and a domain, such as ann@contoso.example",
});

/** A user principal name, or the display name of a group. */
const reference = text;

/** One entry of `users`. Names are Graph's; `manager` is the manager's principal name. */
export const yamlUser = z.strictObject({
  userPrincipalName: principalName,
  displayName: text,
  givenName: optional,
  surname: optional,
  mail: optional,
  mailNickname: optional,
  accountEnabled: z.boolean().optional(),
  userType: z.enum(["Member", "Guest"]).optional(),
  jobTitle: optional,
  department: optional,
  companyName: optional,
  employeeId: optional,
  officeLocation: optional,
  streetAddress: optional,
  city: optional,
  state: optional,
  postalCode: optional,
  country: optional,
  businessPhones: z.array(text).max(20).optional(),
  mobilePhone: optional,
  faxNumber: optional,
  preferredLanguage: optional,
  onPremisesSecurityIdentifier: optional,
  manager: principalName.nullable().optional(),
  extensions: z
    .record(
      z.string().regex(/^(extensionAttribute([1-9]|1[0-5])|extension_[0-9a-f]{32}_\w+)$/, {
        error: "expected extensionAttribute1 to extensionAttribute15, or a directory extension's full name",
      }),
      text,
    )
    .optional(),
});

/** One entry of `groups`. */
export const yamlGroup = z.strictObject({
  displayName: text,
  description: z.string().max(1024).nullable().optional(),
  mailNickname: text.max(64).optional(),
  mailEnabled: z.boolean().optional(),
  securityEnabled: z.boolean().optional(),
  groupTypes: z.array(z.enum(["Unified", "DynamicMembership"])).optional(),
  membershipRule: z.string().max(3072).nullable().optional(),
  members: z.array(reference).optional(),
  owners: z.array(principalName).optional(),
});

const yamlAssignments = z.strictObject({
  groups: z.array(reference).default([]),
  users: z.array(principalName).default([]),
});

/** The whole file; the entries are checked one by one, so that one wrong entry hides no other. */
export const yamlDirectory = z.strictObject({
  tenant: text,
  domain: text.regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/i, { error: "expected a domain, such as contoso.example" }),
  users: z.array(z.unknown()),
  groups: z.array(z.unknown()).default([]),
  assignments: yamlAssignments.default({ groups: [], users: [] }),
});

/** What can still be checked of a file that is wrong at its top. */
export const brokenYamlDirectory = z
  .object({
    tenant: z.string().catch(""),
    domain: z.string().catch(""),
    users: z.array(z.unknown()).catch([]),
    groups: z.array(z.unknown()).catch([]),
    assignments: yamlAssignments.catch({ groups: [], users: [] }),
  })
  .catch({ tenant: "", domain: "", users: [], groups: [], assignments: { groups: [], users: [] } });

export type YamlUser = z.infer<typeof yamlUser>;
export type YamlGroup = z.infer<typeof yamlGroup>;
