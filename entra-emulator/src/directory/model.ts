/** A user as Microsoft Graph's `user` resource has it, as far as provisioning reads it. Absent values are `null`. */
export interface User {
  readonly id: string;
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  mailNickname: string | null;
  accountEnabled: boolean;
  userType: "Member" | "Guest";
  jobTitle: string | null;
  department: string | null;
  companyName: string | null;
  employeeId: string | null;
  officeLocation: string | null;
  streetAddress: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
  businessPhones: string[];
  mobilePhone: string | null;
  faxNumber: string | null;
  preferredLanguage: string | null;
  /** Of a user who is synchronized from Active Directory. */
  onPremisesSecurityIdentifier: string | null;
  /** Object id of the manager. */
  manager: string | null;
  /** `extensionAttribute1` to `extensionAttribute15` of `onPremisesExtensionAttributes`, and directory extensions. */
  extensions: Record<string, string>;
  createdDateTime: string;
  /** Set while the user is in the recycle bin; after 30 days the user is gone for good. */
  deletedDateTime: string | null;
}

/** A group as Microsoft Graph's `group` resource has it. */
export interface Group {
  readonly id: string;
  displayName: string;
  description: string | null;
  mailNickname: string;
  mailEnabled: boolean;
  securityEnabled: boolean;
  /** `Unified` for Microsoft 365 groups, `DynamicMembership` for rule-based ones. */
  groupTypes: string[];
  membershipRule: string | null;
  /** Object ids of users and groups, direct members only. */
  readonly members: Set<string>;
  readonly owners: Set<string>;
}

/** A directory before anything was provisioned: what a YAML file, CSV downloads or the generator give. */
export interface Directory {
  readonly tenantDisplayName: string;
  /** Primary verified domain, such as `contoso.example`. */
  readonly domain: string;
  readonly users: User[];
  readonly groups: Group[];
  /**
   * Who shall be assigned to the application, by object id or by name: display names of groups, principal names of users.
   * Of a YAML file names are unique, of downloads they need not be.
   */
  readonly assignments: { readonly groups: readonly string[]; readonly users: readonly string[] };
}
