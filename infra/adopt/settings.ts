import { z } from "zod";
import { roleToAssign } from "../components/enterprise-app/role-to-assign.ts";
import { product } from "../product/product.ts";
import { profileAttribute } from "../product/profile.ts";
import { productAttributes } from "../product/schema-documents.ts";
import { ProvisioningScope, ScimDialect } from "../components/provisioning/secrets.ts";
import type { FoundAssignment, SetUp } from "./set-up.ts";

/** One entry of `assignments`, with the name that a comment shows beside the id. */
export interface AssignmentEntry {
  readonly name: string;
  readonly role: string | undefined;
  readonly displayName: string;
}

/** A stack's configuration that leaves a set-up as it is, and what it cannot say. */
export interface AdoptedSettings {
  readonly endpoint: { readonly url?: string };
  readonly application: { readonly existing: { readonly objectId: string } };
  readonly assignments: {
    readonly groups: readonly AssignmentEntry[];
    readonly users: readonly AssignmentEntry[];
  };
  readonly profile: string | undefined;
  readonly provisioning: Readonly<Record<string, unknown>>;
  /** Sentences about what stays outside of the stack, or must be set by hand. */
  readonly remarks: readonly string[];
}

/** Secrets that the stack writes. Another one would be unknown to azuread, which waits until it finds as many as it wrote. */
const KNOWN_SECRETS = new Set([
  "BaseAddress",
  "SecretToken",
  "SyncAll",
  "SyncNotificationSettings",
  "SkipOutOfScopeDeletions",
]);

/** The JSON text in the secret `SyncNotificationSettings`. */
const notificationSettings = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      Enabled: z.boolean().default(false),
      Recipients: z.string().default(""),
      DeleteThresholdEnabled: z.boolean().default(false),
      DeleteThresholdValue: z.number().default(0),
    }),
  );

/** What a stack would be configured with that was to make this set-up. */
export function settingsFor(setUp: SetUp): AdoptedSettings {
  const remarks: string[] = [];
  const { secrets, schema } = setUp;
  const address = addressOf(secrets["BaseAddress"], remarks);
  const { profile, mappings } = profileOf(schema.mappings ?? []);
  for (const key of Object.keys(secrets)) {
    if (!KNOWN_SECRETS.has(key))
      remarks.push(
        `The secret ${key} is not one of the stack's; take it out first, or azuread will wait for it to go.`,
      );
  }
  for (const { name } of schema.attributes ?? []) {
    if (!productAttributes.some(({ target }) => target === name)) {
      remarks.push(`The attribute ${name} is not declared in schemas/. It stays in Entra as it is.`);
    }
  }
  for (const object of setUp.disabledObjects) {
    remarks.push(
      `Provisioning of ${object}s is switched off. That stays as it is; the stack has no setting for it.`,
    );
  }
  return {
    endpoint: address.url === undefined || address.url === product.tenantUrl ? {} : { url: address.url },
    application: { existing: { objectId: setUp.application.servicePrincipalId } },
    assignments: assignmentsOf(setUp, remarks),
    profile,
    provisioning: {
      ...(setUp.running ? {} : { start: false }),
      ...scopeOf(secrets["SyncAll"]),
      ...(address.dialect === ScimDialect.Default ? {} : { scimDialect: address.dialect }),
      ...notificationOf(secrets["SyncNotificationSettings"]),
      ...(secrets["SkipOutOfScopeDeletions"]?.toLowerCase() === "true"
        ? { skipOutOfScopeDeletions: true }
        : {}),
      ...unlessEmpty("mappings", mappings),
      ...unlessEmpty("disabledMappings", schema.disabledMappings),
      ...unlessEmpty("scopingFilters", schema.scopingFilters),
    },
    remarks,
  };
}

function addressOf(
  baseAddress: string | undefined,
  remarks: string[],
): { url: string | undefined; dialect: ScimDialect } {
  if (baseAddress === undefined || baseAddress === "*") {
    remarks.push("Entra does not show the tenant URL; set endpoint.url unless it is the default.");
    return { url: undefined, dialect: ScimDialect.Default };
  }
  const url = baseAddress.replace(/[?&]aadOptscim062020(?=&|$)/i, "");
  return { url, dialect: url === baseAddress ? ScimDialect.Default : ScimDialect.AadOptscim062020 };
}

function scopeOf(syncAll: string | undefined): { scope?: ProvisioningScope } {
  return syncAll?.toLowerCase() === "true" ? { scope: ProvisioningScope.All } : {};
}

function notificationOf(text: string | undefined): { deletionThreshold: number; notificationEmail?: string } {
  const { data } = notificationSettings.safeParse(text);
  if (data === undefined) return { deletionThreshold: 0 };
  return {
    deletionThreshold: data.DeleteThresholdEnabled ? data.DeleteThresholdValue : 0,
    ...(data.Enabled && data.Recipients !== "" ? { notificationEmail: data.Recipients } : {}),
  };
}

type Mappings = NonNullable<SetUp["schema"]["mappings"]>;

/** The setting `profile`, when the mapping of the product's attribute is a constant and nothing else. */
function profileOf(mappings: Mappings): { profile: string | undefined; mappings: Mappings } {
  const own = mappings.find(({ targetAttributeName }) => targetAttributeName === profileAttribute?.target);
  const profile = own?.constant;
  const plain = own !== undefined && own.defaultValue === undefined && (own.matchingPriority ?? 0) === 0;
  if (!plain || profile === undefined || !profileAttribute?.canonicalValues.includes(profile)) {
    return { profile: undefined, mappings };
  }
  return { profile, mappings: mappings.filter((mapping) => mapping !== own) };
}

function assignmentsOf(
  { application, assignments }: SetUp,
  remarks: string[],
): AdoptedSettings["assignments"] {
  const entries = (type: string): AssignmentEntry[] =>
    assignments
      .filter(({ principalType }) => principalType === type)
      .map((assignment) => ({
        name: assignment.principalId,
        role: roleOf(assignment, application.appRoles),
        displayName: assignment.principalDisplayName,
      }));
  for (const { principalType, principalDisplayName } of assignments) {
    if (principalType !== "User" && principalType !== "Group") {
      remarks.push(
        `"${principalDisplayName}" (${principalType}) is assigned too. It stays assigned, outside of the stack.`,
      );
    }
  }
  return { groups: entries("Group"), users: entries("User") };
}

/** The role to name in the entry; undefined when it is the one that the stack would choose anyway. */
function roleOf({ appRoleId }: FoundAssignment, roles: SetUp["application"]["appRoles"]): string | undefined {
  return roleToAssign(roles).roleId === appRoleId ? undefined : appRoleId;
}

function unlessEmpty(key: string, list: readonly unknown[] | undefined): Record<string, unknown> {
  return list === undefined || list.length === 0 ? {} : { [key]: list };
}
