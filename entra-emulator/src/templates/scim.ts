import { parseExpression, toMappingSource } from "@entra-scim-kit/expressions";
import {
  attributeDefinition,
  synchronizationSchema,
  type AttributeDefinition,
  type SynchronizationSchema,
} from "../tenant/schema.ts";
import {
  defaultGroupMappings,
  defaultUserMappings,
  furtherTargetUserAttributes,
  SOURCE_DIRECTORY_NAME,
  sourceGroupAttributes,
  sourceUserAttributes,
  TARGET_DIRECTORY_NAME,
  TARGET_GROUP_NAME,
  TARGET_USER_NAME,
} from "./scim-attributes.ts";

/** The gallery's template of an application that is not in the gallery. */
export const NON_GALLERY_TEMPLATE_ID = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** The template of a non-gallery application's provisioning job. */
export const SCIM_TEMPLATE_ID = "scim";

export const SOURCE_DIRECTORY_ID = "66e4a8cc-1b7b-435e-95f8-f06cea133828";
/** No public document gives this id. */
export const TARGET_DIRECTORY_ID = "2b6a1f0e-6e4f-4a35-9e5c-0f6f3f1d5a10";
const OUTBOUND_RULE_ID = "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8";

/** Characteristics by attribute name, where they are not those of a plain single-valued string. */
const characteristics: Readonly<Record<string, Partial<AttributeDefinition>>> = {
  objectId: { anchor: true, required: true, mutability: "ReadOnly" },
  id: { anchor: true, required: true, mutability: "ReadOnly" },
  IsSoftDeleted: { type: "Boolean", mutability: "ReadOnly" },
  accountEnabled: { type: "Boolean" },
  mailEnabled: { type: "Boolean" },
  securityEnabled: { type: "Boolean" },
  active: { type: "Boolean" },
  appRoleAssignments: { multivalued: true },
  proxyAddresses: { multivalued: true },
  roles: { multivalued: true },
  manager: { type: "Reference", referencedObjects: [reference("User")] },
  owners: { type: "Reference", multivalued: true, referencedObjects: [reference("User")] },
  members: {
    type: "Reference",
    multivalued: true,
    referencedObjects: [reference("User"), reference("Group")],
  },
  [`${TARGET_USER_NAME}:manager`]: { type: "Reference", referencedObjects: [reference(TARGET_USER_NAME)] },
  userName: { required: true },
};

function reference(referencedObjectName: string): AttributeDefinition["referencedObjects"][number] {
  return { referencedObjectName, referencedProperty: null };
}

function definitions(
  names: readonly string[],
  further: Readonly<Record<string, Partial<AttributeDefinition>>> = {},
): AttributeDefinition[] {
  return names.map((name) => attributeDefinition.parse({ name, ...characteristics[name], ...further[name] }));
}

function mappings(
  rows: readonly (readonly [source: string, target: string, matchingPriority?: number])[],
): unknown[] {
  return rows.map(([source, targetAttributeName, matchingPriority = 0]) => ({
    targetAttributeName,
    matchingPriority,
    source: toMappingSource(parseExpression(source)),
  }));
}

function mappingMetadata(joiningProperty: string): { key: string; value: string }[] {
  return Object.entries({
    IsCustomerDefined: "false",
    DisableMonitoringForChanges: "false",
    Disposition: '"Normal"',
    ExcludeFromReporting: "false",
    EscrowBehavior: '"Default"',
    Unsynchronized: "false",
    OriginalJoiningProperty: joiningProperty,
  }).map(([key, value]) => ({ key, value }));
}

/** The schema that the template gives a new job, whose id it carries (a template's own: 32 zeros). */
export function scimTemplateSchema(id: string): SynchronizationSchema {
  const groupTargets = definitions(["id", ...defaultGroupMappings.map(([, target]) => target)], {
    members: { referencedObjects: [reference(TARGET_USER_NAME), reference(TARGET_GROUP_NAME)] },
    displayName: { required: true },
  });
  const userTargets = definitions([
    "id",
    ...defaultUserMappings.map(([, target]) => target),
    ...furtherTargetUserAttributes,
  ]);
  const schema = synchronizationSchema.parse({
    directories: [
      {
        id: SOURCE_DIRECTORY_ID,
        name: SOURCE_DIRECTORY_NAME,
        objects: [
          { name: "User", attributes: definitions(sourceUserAttributes) },
          { name: "Group", attributes: definitions(sourceGroupAttributes) },
        ],
      },
      {
        id: TARGET_DIRECTORY_ID,
        name: TARGET_DIRECTORY_NAME,
        objects: [
          { name: TARGET_USER_NAME, attributes: userTargets },
          { name: TARGET_GROUP_NAME, attributes: groupTargets },
        ],
      },
    ],
    synchronizationRules: [
      {
        id: OUTBOUND_RULE_ID,
        name: "USERGROUP_OUTBOUND_USERGROUP",
        editable: true,
        priority: 1,
        sourceDirectoryName: SOURCE_DIRECTORY_NAME,
        targetDirectoryName: TARGET_DIRECTORY_NAME,
        metadata: [{ key: "supportsProvisionOnDemand", value: "true" }],
        objectMappings: [
          {
            name: "Provision Azure Active Directory Users",
            flowTypes: "Add,Update,Delete",
            sourceObjectName: "User",
            targetObjectName: TARGET_USER_NAME,
            metadata: mappingMetadata("userName"),
            attributeMappings: mappings(defaultUserMappings),
          },
          {
            name: "Provision Azure Active Directory Groups",
            flowTypes: "Add,Update,Delete",
            sourceObjectName: "Group",
            targetObjectName: TARGET_GROUP_NAME,
            metadata: mappingMetadata("displayName"),
            attributeMappings: mappings(defaultGroupMappings),
          },
        ],
      },
    ],
  });
  return { ...schema, id, version: "1.0" };
}
