import type {
  AttributeMapping,
  ObjectMapping,
  SchemaDocument,
} from "../resources/synchronization-schema/document.ts";

function mapping(targetAttributeName: string, source: string): AttributeMapping {
  return {
    targetAttributeName,
    source: { expression: `[${source}]`, name: source, type: "Attribute", parameters: [] },
    matchingPriority: 0,
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    defaultValue: null,
    exportMissingReferences: false,
  };
}

function objectMapping(source: string, target: string, attributeMappings: AttributeMapping[]): ObjectMapping {
  return {
    name: `Provision ${source}`,
    enabled: true,
    flowTypes: "Add,Update,Delete",
    sourceObjectName: source,
    targetObjectName: target,
    scope: null,
    metadata: [{ key: "Disposition", value: '"Normal"' }],
    attributeMappings,
  };
}

function attributes(...names: string[]) {
  return names.map((name) => ({ name, type: "String", anchor: name === "id", metadata: [] }));
}

/** A small schema in the shape of the template `scim`, with members that the provider has no name for. */
export function schemaDocument(): SchemaDocument {
  const user = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const group = "urn:ietf:params:scim:schemas:core:2.0:Group";
  return {
    id: "scim.tenant.job",
    version: "1.0",
    provisioningTaskIdentifier: "not documented",
    directories: [
      {
        id: "source",
        name: "Azure Active Directory",
        objects: [
          {
            name: "User",
            attributes: attributes("objectId", "userPrincipalName", "mailNickname", "jobTitle", "department"),
          },
          { name: "Group", attributes: attributes("objectId", "displayName", "members") },
        ],
      },
      {
        id: "target",
        name: "customappsso",
        objects: [
          { name: user, attributes: attributes("id", "userName", "externalId", "title", "department") },
          { name: group, attributes: attributes("id", "displayName", "members", "externalId") },
        ],
      },
    ],
    synchronizationRules: [
      {
        id: "03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8",
        name: "USERGROUP_OUTBOUND_USERGROUP",
        editable: true,
        sourceDirectoryName: "Azure Active Directory",
        targetDirectoryName: "customappsso",
        objectMappings: [
          objectMapping("User", user, [
            { ...mapping("userName", "userPrincipalName"), matchingPriority: 1 },
            mapping("externalId", "mailNickname"),
            mapping("title", "jobTitle"),
            mapping("department", "department"),
          ]),
          objectMapping("Group", group, [
            { ...mapping("displayName", "displayName"), matchingPriority: 1 },
            mapping("members", "members"),
            mapping("externalId", "objectId"),
          ]),
        ],
      },
    ],
  };
}
