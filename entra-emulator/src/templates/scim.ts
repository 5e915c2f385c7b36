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
  sourceDirectoryName,
  sourceGroupAttributes,
  sourceUserAttributes,
  targetDirectoryName,
  targetGroupName,
  targetUserName,
} from "./scim-attributes.ts";

/** The gallery's template of an application that is not in the gallery. */
export const nonGalleryTemplateId = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** The template of a non-gallery application's provisioning job. */
export const scimTemplateId = "scim";

export const sourceDirectoryId = "66e4a8cc-1b7b-435e-95f8-f06cea133828";
/** No public document gives this id. */
export const targetDirectoryId = "2b6a1f0e-6e4f-4a35-9e5c-0f6f3f1d5a10";
const outboundRuleId = "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8";

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
  [`${targetUserName}:manager`]: { type: "Reference", referencedObjects: [reference(targetUserName)] },
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
    members: { referencedObjects: [reference(targetUserName), reference(targetGroupName)] },
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
        id: sourceDirectoryId,
        name: sourceDirectoryName,
        objects: [
          { name: "User", attributes: definitions(sourceUserAttributes) },
          { name: "Group", attributes: definitions(sourceGroupAttributes) },
        ],
      },
      {
        id: targetDirectoryId,
        name: targetDirectoryName,
        objects: [
          { name: targetUserName, attributes: userTargets },
          { name: targetGroupName, attributes: groupTargets },
        ],
      },
    ],
    synchronizationRules: [
      {
        id: outboundRuleId,
        name: "USERGROUP_OUTBOUND_USERGROUP",
        editable: true,
        priority: 1,
        sourceDirectoryName,
        targetDirectoryName,
        metadata: [{ key: "supportsProvisionOnDemand", value: "true" }],
        objectMappings: [
          {
            name: "Provision Azure Active Directory Users",
            flowTypes: "Add,Update,Delete",
            sourceObjectName: "User",
            targetObjectName: targetUserName,
            metadata: mappingMetadata("userName"),
            attributeMappings: mappings(defaultUserMappings),
          },
          {
            name: "Provision Azure Active Directory Groups",
            flowTypes: "Add,Update,Delete",
            sourceObjectName: "Group",
            targetObjectName: targetGroupName,
            metadata: mappingMetadata("displayName"),
            attributeMappings: mappings(defaultGroupMappings),
          },
        ],
      },
    ],
  });
  return { ...schema, id, version: "1.0" };
}
