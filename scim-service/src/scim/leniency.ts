/**
 * Where this service deviates from RFC 7643 and 7644 for provisioning clients, mostly by accepting more. Each rule is one
 * deviation that a client is known for. Its use is counted and logged, and a strict tenant has none.
 */
export const LENIENCIES = {
  opCase: {
    accepts: '`"op": "Add"`, `"Replace"`, `"Remove"`',
    because: "Entra's default dialect capitalises operations",
    strict: "400 invalidSyntax",
  },
  emptyPatch: {
    accepts: '`"Operations": []` in a PATCH: nothing changes',
    because: "Microsoft's validator sends it",
    strict: "400 invalidSyntax",
  },
  booleanAsString: {
    accepts: '`"True"` and `"False"` for a boolean, in values and in filters',
    because: 'Entra disables a user by `"value": "False"` and matches `roles[primary eq "True"]`',
    strict: "400 invalidValue or invalidFilter",
  },
  dottedKey: {
    accepts:
      '`{"name.givenName": "Ada"}`, `{"emails[type eq \\"work\\"].value": "…"}` in a PATCH value without path',
    because: "aadOptscim062020 merges replacements into one flat value",
    strict: "400 invalidPath",
  },
  urnKey: {
    accepts: '`{"urn:…:enterprise:2.0:User:department": "…"}` in a PATCH value without path',
    because: "aadOptscim062020 writes extension attributes as fully qualified keys",
    strict: "400 invalidPath",
  },
  dotAfterUrn: {
    accepts: "`urn:…:enterprise:2.0:User.department`: a dot where a colon belongs",
    because: "Entra's legacy dialect",
    strict: "400 invalidPath",
  },
  extensionWithoutUrn: {
    accepts: "`manager` for `urn:…:enterprise:2.0:User:manager` in a filter or a PATCH path",
    because: "Entra's published reference checks and manager updates name it so",
    strict: "400 invalidFilter or invalidPath",
  },
  createElement: {
    accepts: '`add` or `replace` on `emails[type eq "work"].value` when there is no such element: it is made',
    because: "Entra sends the same path whether or not the value exists",
    strict: "400 noTarget",
  },
  removeNothing: {
    accepts: "`remove` or a null for a value that is not there, such as a member who left before",
    because: "Entra repeats removals after a lost reply",
    strict: "400 noTarget",
  },
  removeByValue: {
    accepts:
      'a value in a `remove`: of `members` and other lists `"value": [{"value": "…"}]` removes the listed ones only',
    because: "Entra's default dialect; the RFC would clear the whole attribute",
    strict: "400 invalidSyntax",
  },
  elementKeepsType: {
    accepts:
      '`replace` of `addresses[type eq "work"]` by an element without `type`: it keeps what the path chose it by',
    because: "Entra names the same path again, which would find nothing and make a second element",
    strict: "the element is replaced as a whole",
  },
  referenceAsString: {
    accepts:
      'a bare text for an object with a `value`: `"manager": "…"`, `"members": ["…"]`, `"emails": ["…"]`',
    because: "Entra sends the manager as a string",
    strict: "400 invalidValue",
  },
  singleInArray: {
    accepts: 'an array of one for a single-valued attribute: `"manager": [{"value": "…"}]`',
    because: "Entra's published examples send the manager so",
    strict: "400 invalidValue",
  },
  emptiedElement: {
    accepts: "an element is gone when all but its `type` and `primary` is cleared",
    because: "Entra clears an address or a number by clearing each of its parts",
    strict: "the element stays, with its type alone",
  },
  singleForMany: {
    accepts: 'one value where an array belongs: `"emails": {"value": "…"}`, `"schemas": "urn:…"`',
    because: "client libraries that unwrap lists of one",
    strict: "400 invalidValue",
  },
  emptyClears: {
    accepts: '`""` as "no value"',
    because: "Entra clears a manager by an empty string",
    strict: "stored as it is, or 400 invalidValue where it does not fit",
  },
  roleAsJson: {
    accepts: "a role as JSON inside `value`, and `displayName` for `display`",
    because: "Entra's AppRoleAssignmentsComplex",
    strict: "the text is the value; displayName is an unknown attribute",
  },
  legacyGroupSchema: {
    accepts: "`http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group` in `schemas`",
    because: "Entra's group requests carry it",
    strict: "400 invalidValue",
  },
  schemasIncomplete: {
    accepts: "`schemas` missing or null, or not naming an extension that the body uses",
    because: "Entra leaves a custom extension's URN out",
    strict: "400 invalidSyntax",
  },
  unknownAttribute: {
    accepts:
      "attributes that no schema declares, and URNs in `schemas` that are none here: they are left out",
    because: "gallery mappings carry attributes that a service need not have",
    strict: "400 invalidSyntax, invalidValue, or invalidPath in a PATCH path",
  },
  readOnlyIgnored: {
    accepts: "read-only attributes in a PATCH value without path: they are left out",
    because: "Okta sends a group's `id` along when it renames the group",
    strict: "400 mutability",
  },
  subAttributeOfElement: {
    accepts: '`emails[type eq "work"].value eq "…"` in a filter',
    because: "Entra's query when a filtered attribute is the matching attribute",
    strict: "400 invalidFilter",
  },
  unquotedValue: {
    accepts: "a value without quotes in a filter: `id eq 0198…`, `externalId eq jyoung`",
    because: "Microsoft's published reference checks and examples are written so",
    strict: "400 invalidFilter",
  },
  flagInUrl: {
    accepts:
      "`aadOptscim062020` or `AzureAdScimPatch2017` in the query, also in front of the resource's path",
    because: "administrators append the flag to the tenant URL",
    strict: "404 where it stands in front of the path",
  },
  externalIdInSchemas: {
    accepts: "`/Schemas` lists `externalId` for users and groups",
    because: "Microsoft's validator looks there for every attribute that is mapped",
    strict: "it is in no schema, as RFC 7643 section 3.1 has it",
  },
  knownMembersOnly: {
    accepts: "no members but users and groups of the tenant: 400 invalidValue that names the others",
    because: "an id that Entra knows and the service does not means a lost user, which Entra must hear of",
    strict:
      "unknown members are left out, and the reply shows who is in the group; 400 invalidValue where they would replace all members",
  },
  uniqueGroupNames: {
    accepts: "only one group of a name, whatever its case: 409 for the second; `/Schemas` says so",
    because: "Entra matches groups by displayName and stops at two",
    strict: "any number of groups may share a name, as the RFC has it",
  },
} as const satisfies Readonly<Record<string, Leniency>>;

interface Leniency {
  /** What is accepted or done, in Markdown. */
  readonly accepts: string;
  /** Which client does so. */
  readonly because: string;
  /** What a strict tenant gets. */
  readonly strict: string;
}

export type LeniencyName = keyof typeof LENIENCIES;

/** Which leniencies one request may use, and which it has used. */
export class Dialect {
  readonly strict: boolean;
  /** In the order of their first use. */
  readonly used: Set<LeniencyName> = new Set();
  readonly #whole: Dialect | undefined;

  constructor(strict: boolean, whole?: Dialect) {
    this.strict = strict;
    this.#whole = whole;
  }

  /** That of an operation of a Bulk request: what it uses, the request uses, too. */
  part(): Dialect {
    return new Dialect(this.strict, this);
  }

  /** Asks for a leniency at the moment it is needed. False for a strict tenant: the caller then refuses. */
  allows(name: LeniencyName): boolean {
    if (this.strict) return false;
    this.used.add(name);
    this.#whole?.used.add(name);
    return true;
  }
}
