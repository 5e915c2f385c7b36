import { z } from "zod";
import { ProviderError } from "../../runtime/error.ts";
import { OBJECTS, type SynchronizedObject } from "./shapes.ts";

/**
 * Graph's `synchronizationSchema` as far as the provider knows it. Whatever else is in it must survive a GET and PUT as
 * it is, because PUT replaces everything: so the document is checked here, and then used as it came.
 */

/** Members that the provider has no name for. */
interface Further {
  [member: string]: unknown;
}

export interface AttributeDefinition extends Further {
  name: string;
  type?: string;
  required?: boolean;
  caseExact?: boolean;
  multivalued?: boolean;
  mutability?: string;
}

export interface MappingSource extends Further {
  expression?: string | null | undefined;
  name?: string | null | undefined;
  type?: string | null | undefined;
  parameters?: { key: string; value: MappingSource }[] | null | undefined;
}

export interface AttributeMapping extends Further {
  targetAttributeName: string;
  source?: MappingSource | null;
  matchingPriority?: number;
  flowType?: string;
  flowBehavior?: string;
  defaultValue?: string | null;
}

export interface FilterClause extends Further {
  sourceOperandName: string;
  operatorName: string;
  targetOperand?: ({ values?: string[] } & Further) | null;
}

export interface FilterGroup extends Further {
  name?: string | null;
  clauses: FilterClause[];
}

export interface Filter extends Further {
  groups?: FilterGroup[];
}

export interface ObjectMapping extends Further {
  enabled?: boolean;
  sourceObjectName: string;
  targetObjectName: string;
  scope?: Filter | null;
  attributeMappings: AttributeMapping[];
}

interface ObjectDefinition extends Further {
  name: string;
  attributes: AttributeDefinition[];
}

export interface SchemaDocument extends Further {
  version?: string;
  directories: ({ name: string; objects: ObjectDefinition[] } & Further)[];
  synchronizationRules: ({
    sourceDirectoryName: string;
    targetDirectoryName: string;
    objectMappings: ObjectMapping[];
  } & Further)[];
}

const attribute = z.object({
  name: z.string(),
  type: z.string().optional(),
  required: z.boolean().optional(),
  caseExact: z.boolean().optional(),
  multivalued: z.boolean().optional(),
  mutability: z.string().optional(),
});

const source = z.object({
  expression: z.string().nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  get parameters() {
    return z.array(z.object({ key: z.string(), value: source })).nullish();
  },
});

const mapping = z.object({
  targetAttributeName: z.string(),
  source: source.nullish(),
  matchingPriority: z.number().optional(),
  flowType: z.string().optional(),
  flowBehavior: z.string().optional(),
  defaultValue: z.string().nullish(),
});

const clause = z.object({
  sourceOperandName: z.string(),
  operatorName: z.string(),
  targetOperand: z.object({ values: z.array(z.string()).optional() }).nullish(),
});

const filter = z.object({
  groups: z.array(z.object({ name: z.string().nullish(), clauses: z.array(clause) })).optional(),
});

const documentShape = z.object({
  version: z.string().optional(),
  directories: z.array(
    z.object({
      name: z.string(),
      objects: z.array(z.object({ name: z.string(), attributes: z.array(attribute) })),
    }),
  ),
  synchronizationRules: z.array(
    z.object({
      sourceDirectoryName: z.string(),
      targetDirectoryName: z.string(),
      objectMappings: z.array(
        z.object({
          enabled: z.boolean().optional(),
          sourceObjectName: z.string(),
          targetObjectName: z.string(),
          scope: filter.nullish(),
          attributeMappings: z.array(mapping),
        }),
      ),
    }),
  ),
});

/**
 * The document as it came, but for the reply's own annotations at the top (`@odata.context`).
 *
 * @throws {ProviderError} when it is not a synchronization schema.
 */
export function readDocument(json: unknown): SchemaDocument {
  const result = documentShape.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ProviderError(
      "Microsoft Graph's synchronization schema has a form that this provider does not know " +
        `(${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}). Nothing was changed.`,
    );
  }
  const members = Object.entries(json as object).filter(([name]) => !name.startsWith("@odata."));
  return Object.fromEntries(members) as SchemaDocument;
}

/** The places in a document where one kind of object is described and mapped. */
export interface ObjectSection {
  readonly mapping: ObjectMapping;
  /** What the target has for such objects. */
  readonly targetAttributes: AttributeDefinition[];
  /** What Entra has for them. */
  readonly sourceAttributes: readonly AttributeDefinition[];
}

/** @throws {ProviderError} when the job does not synchronize that kind of object at all. */
export function sectionOf(document: SchemaDocument, object: SynchronizedObject): ObjectSection {
  for (const rule of document.synchronizationRules) {
    const mapping = rule.objectMappings.find((each) => each.sourceObjectName === object);
    if (mapping === undefined) continue;
    const target = attributesOf(document, rule.targetDirectoryName, mapping.targetObjectName);
    if (target === undefined) continue;
    const source = attributesOf(document, rule.sourceDirectoryName, object);
    return { mapping, targetAttributes: target, sourceAttributes: source ?? [] };
  }
  throw new ProviderError(
    `The job's schema has no mapping for ${object} objects, so that there is nothing to edit. ` +
      "Was the job made from the template `scim`?",
  );
}

function attributesOf(
  document: SchemaDocument,
  directoryName: string,
  objectName: string,
): AttributeDefinition[] | undefined {
  const directory = document.directories.find((each) => each.name === directoryName);
  return directory?.objects.find((each) => each.name === objectName)?.attributes;
}

/** What a person calls the objects of a kind. */
export const PLURALS: Readonly<Record<SynchronizedObject, string>> = { User: "users", Group: "groups" };

/** The kinds of objects that a schema maps. */
export function objectsOf(document: SchemaDocument): SynchronizedObject[] {
  return OBJECTS.filter((object) =>
    document.synchronizationRules.some((rule) =>
      rule.objectMappings.some((mapping) => mapping.sourceObjectName === object),
    ),
  );
}
