import {
  type AttributeMappingSource,
  ExpressionError,
  fromMappingSource,
  MAX_LENGTH,
  toMappingSource,
} from "@entra-scim-kit/expressions";
import { z } from "zod";

/**
 * The synchronization schema of a provisioning job, in Graph's wire shape (`synchronizationSchema` and the resources
 * below it). Parsing fills what a short form leaves out, because Graph takes an attribute of just `name` and `type` and
 * a mapping source of just `name` and `type`; members that are not named here are kept as they came.
 */

const keyValue = z.looseObject({ key: z.string(), value: z.string().nullable() });
const metadata = z.array(keyValue).default([]);

export const attributeDefinition = z.looseObject({
  name: z.string().min(1),
  type: z.enum(["String", "Integer", "Reference", "Binary", "Boolean", "DateTime"]).default("String"),
  anchor: z.boolean().default(false),
  required: z.boolean().default(false),
  caseExact: z.boolean().default(false),
  multivalued: z.boolean().default(false),
  mutability: z.enum(["ReadWrite", "ReadOnly", "Immutable", "WriteOnly"]).default("ReadWrite"),
  defaultValue: z.string().nullable().default(null),
  flowNullValues: z.boolean().default(false),
  apiExpressions: z.array(z.unknown()).default([]),
  metadata,
  referencedObjects: z
    .array(
      z.looseObject({
        referencedObjectName: z.string(),
        referencedProperty: z.string().nullable().default(null),
      }),
    )
    .default([]),
});

export const objectDefinition = z.looseObject({
  name: z.string().min(1),
  attributes: z.array(attributeDefinition).default([]),
  metadata,
  supportedApis: z.array(z.string()).default([]),
});

export const directoryDefinition = z.looseObject({
  id: z.string(),
  name: z.string().min(1),
  objects: z.array(objectDefinition).default([]),
  readOnly: z.boolean().default(false),
  version: z.string().nullable().default(null),
  discoveryDateTime: z.string().nullable().default(null),
  discoverabilities: z.string().default("None"),
  metadata,
});

const sourceInput = z.object({
  type: z.enum(["Attribute", "Constant", "Function"]).nullish(),
  name: z.string().nullish(),
  expression: z.string().max(MAX_LENGTH).nullish(),
  get parameters() {
    return z.array(z.object({ key: z.string(), value: sourceInput })).nullish();
  },
});

/**
 * Where a mapping takes its value from. Whatever form came, the parsed form is made again from the expression; a text
 * that was sent stays as it was written.
 */
export const attributeMappingSource = sourceInput.transform((input, context): AttributeMappingSource => {
  try {
    const source = toMappingSource(fromMappingSource(input));
    return input.expression == null || input.expression === ""
      ? source
      : { ...source, expression: input.expression };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
});

export const attributeMapping = z.looseObject({
  targetAttributeName: z.string().min(1),
  /** `null` with a `defaultValue` is what the admin center calls mapping type "None". */
  source: attributeMappingSource.nullable().default(null),
  /** 0: not a matching attribute; else the order in which matching attributes are tried, lowest first. */
  matchingPriority: z.number().int().nonnegative().default(0),
  flowType: z
    .enum(["Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"])
    .default("Always"),
  flowBehavior: z.enum(["FlowWhenChanged", "FlowAlways"]).default("FlowWhenChanged"),
  /** Used when the source evaluates to null, on create only. */
  defaultValue: z.string().nullable().default(null),
  exportMissingReferences: z.boolean().default(false),
});

export const filterClause = z.looseObject({
  sourceOperandName: z.string(),
  operatorName: z.string(),
  targetOperand: z
    .looseObject({ values: z.array(z.string()).default([]) })
    .nullable()
    .default(null),
});

export const filterGroup = z.looseObject({
  name: z.string().nullable().default(null),
  clauses: z.array(filterClause).default([]),
});

/** Clauses of a group are joined by AND, groups by OR. Only `groups` takes objects out of scope. */
export const filter = z.looseObject({
  groups: z.array(filterGroup).default([]),
  inputFilterGroups: z.array(filterGroup).default([]),
  categoryFilterGroups: z.array(filterGroup).default([]),
});

export const objectMapping = z.looseObject({
  name: z.string().default(""),
  enabled: z.boolean().default(true),
  /** Flags in one string: `None`, or `Add`, `Update` and `Delete` joined by a comma with or without a space. */
  flowTypes: z
    .string()
    .regex(/^(?:None|(?:Add|Update|Delete)(?:, ?(?:Add|Update|Delete))*)$/)
    .default("Add, Update, Delete"),
  sourceObjectName: z.string().min(1),
  targetObjectName: z.string().min(1),
  scope: filter.nullable().default(null),
  metadata,
  attributeMappings: z.array(attributeMapping).default([]),
});

export const synchronizationRule = z.looseObject({
  id: z.string(),
  name: z.string().default(""),
  editable: z.boolean().default(true),
  priority: z.number().int().default(1),
  sourceDirectoryName: z.string().min(1),
  targetDirectoryName: z.string().min(1),
  metadata,
  objectMappings: z.array(objectMapping).default([]),
  containerFilter: z.unknown().optional(),
  groupFilter: z.unknown().optional(),
});

export const synchronizationSchema = z.looseObject({
  id: z.string().optional(),
  version: z.string().optional(),
  directories: z.array(directoryDefinition),
  synchronizationRules: z.array(synchronizationRule),
});

export type { AttributeMappingSource };
export type AttributeDefinition = z.infer<typeof attributeDefinition>;
export type ObjectDefinition = z.infer<typeof objectDefinition>;
export type DirectoryDefinition = z.infer<typeof directoryDefinition>;
export type AttributeMapping = z.infer<typeof attributeMapping>;
export type FilterClause = z.infer<typeof filterClause>;
export type FilterGroup = z.infer<typeof filterGroup>;
export type Filter = z.infer<typeof filter>;
export type ObjectMapping = z.infer<typeof objectMapping>;
export type SynchronizationRule = z.infer<typeof synchronizationRule>;
/** A schema as a caller sends it; its `id` and `version`, if any, are not taken over. */
export type SentSchema = z.infer<typeof synchronizationSchema>;
/** `id` is the job's id (a template's: `<templateId>.` and 32 zeros), `version` is the server's and grows by one. */
export type SynchronizationSchema = z.infer<typeof synchronizationSchema> & { id: string; version: string };
