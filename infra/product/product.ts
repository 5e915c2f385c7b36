/** What one product's set-up guide fixes. */
export interface Product {
  /** As people read it in messages and in the Entra admin center. */
  readonly name: string;
  /** Prefix of every resource name in the stack's state. **A change replaces every resource.** */
  readonly resourceName: string;
  /** The Tenant URL of the hosted service: the base of its SCIM endpoints. */
  readonly tenantUrl: string;
  /** Display name of the enterprise application when the stack makes one. */
  readonly applicationName: string;
  /**
   * The attribute in `schemas/` that decides what a user may do, by its name; it must have `canonicalValues`. With it the
   * stack has the setting `profile`, and each assignment may choose one.
   *
   * @default no such setting: the product's attributes are set by `provisioning.mappings`
   */
  readonly profileAttribute?: string;
  /**
   * SCIM attributes without which the product refuses a user, beside `userName`, as the mapping editor names them. The stack
   * warns when one of them would come from a mail address that somebody assigned does not have.
   *
   * @default none
   * @example ['emails[type eq "work"].value']
   */
  readonly requiredAttributes?: readonly string[];
}

/** Another product changes these lines and puts its own schema documents into `schemas/`. */
export const product: Product = {
  name: "SightCall",
  resourceName: "sightcall",
  tenantUrl: "https://api.sightcall.com/api/v3/scim",
  applicationName: "SightCall Provisioning",
  profileAttribute: "profile",
};
