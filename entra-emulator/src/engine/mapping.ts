import { type Expression, ExpressionError, fromMappingSource } from "@entra-scim-kit/expressions";
import type {
  AttributeDefinition,
  AttributeMapping,
  Filter,
  ObjectMapping,
  SynchronizationRule,
  SynchronizationSchema,
} from "../tenant/schema.ts";
import { attributesRead, isRedacted } from "./evaluate.ts";
import { TargetError } from "./wire/target-error.ts";
import { parseTargetAttribute, type TargetAttribute } from "./wire/target-attribute.ts";

/** How one target attribute gets its value. */
export interface Mapping {
  readonly target: TargetAttribute;
  /** Null for mapping type "None", which has only a default value. */
  readonly expression: Expression | undefined;
  readonly type: AttributeDefinition["type"];
  readonly multivalued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly defaultValue: string | null;
  readonly matchingPriority: number;
  readonly flowType: AttributeMapping["flowType"];
  readonly flowAlways: boolean;
  /** How the list of a user's roles is written: added to, or replaced as a whole, even by an empty list. */
  readonly roleList: "add" | "replace" | undefined;
  /** Whether logs show `[Redact]` instead of the value. */
  readonly redacted: boolean;
}

/** A target attribute that refers to other objects; exported after all objects exist. */
export interface ReferenceMapping {
  readonly path: string;
  /** `manager`, `members` or `owners`. */
  readonly source: string;
  readonly multivalued: boolean;
  /** Whether values are only ever added. */
  readonly addOnly: boolean;
}

/** Everything that the schema says about one type of object. */
export interface ObjectMappings {
  readonly objectType: "User" | "Group";
  readonly ruleId: string;
  readonly targetObjectName: string;
  readonly targetSystem: string;
  readonly flows: ReadonlySet<string>;
  readonly scope: Filter | null;
  readonly attributes: readonly Mapping[];
  readonly references: readonly ReferenceMapping[];
  /** In the order in which they are tried. */
  readonly matching: readonly Mapping[];
  /** Source attributes that logs show: those that mappings read, except what a mapping redacts. */
  readonly loggedSources: readonly string[];
}

export interface CompiledSchema {
  /** Null when the schema does not provision this type of object. */
  readonly User: ObjectMappings | undefined;
  readonly Group: ObjectMappings | undefined;
}

const ROLE_LISTS: Readonly<Record<string, Mapping["roleList"]>> = {
  AppRoleAssignmentsComplex: "add",
  AssertiveAppRoleAssignmentsComplex: "replace",
};

const compiled = new WeakMap<SynchronizationSchema, CompiledSchema>();

/**
 * Makes a schema ready for evaluation.
 *
 * @throws {TargetError} (`SchemaError`) when an expression cannot be parsed; the message names its target attribute
 */
export function compileSchema(schema: SynchronizationSchema): CompiledSchema {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = { User: compileType(schema, "User"), Group: compileType(schema, "Group") };
  compiled.set(schema, made);
  return made;
}

function compileType(
  schema: SynchronizationSchema,
  objectType: "User" | "Group",
): ObjectMappings | undefined {
  for (const rule of schema.synchronizationRules.toSorted((one, other) => one.priority - other.priority)) {
    const mapping = rule.objectMappings.find((each) => each.enabled && each.sourceObjectName === objectType);
    if (mapping !== undefined) return compileObject(schema, rule, mapping, objectType);
  }
  return undefined;
}

function compileObject(
  schema: SynchronizationSchema,
  rule: SynchronizationRule,
  mapping: ObjectMapping,
  objectType: "User" | "Group",
): ObjectMappings {
  const directory = schema.directories.find((each) => each.name === rule.targetDirectoryName);
  const definitions = new Map(
    directory?.objects
      .find((each) => each.name === mapping.targetObjectName)
      ?.attributes.map((each) => [each.name, each]),
  );
  const attributes: Mapping[] = [];
  const references: ReferenceMapping[] = [];
  for (const attribute of mapping.attributeMappings) {
    const definition = definitions.get(attribute.targetAttributeName);
    const expression = parsed(attribute);
    if (definition?.type === "Reference" && expression?.kind === "attribute") {
      references.push({
        path: attribute.targetAttributeName,
        source: expression.name,
        multivalued: definition.multivalued,
        addOnly: attribute.flowType !== "Always",
      });
    } else {
      attributes.push(compileAttribute(attribute, definition, expression));
    }
  }
  return {
    objectType,
    ruleId: rule.id,
    targetObjectName: mapping.targetObjectName,
    targetSystem: rule.targetDirectoryName,
    flows: new Set(mapping.flowTypes.split(",").map((flow) => flow.trim())),
    scope: mapping.scope,
    attributes,
    references,
    matching: attributes
      .filter((each) => each.matchingPriority > 0)
      .toSorted((one, other) => one.matchingPriority - other.matchingPriority),
    loggedSources: loggedSources(attributes),
  };
}

function loggedSources(attributes: readonly Mapping[]): string[] {
  const read = (mappings: readonly Mapping[]): string[] =>
    mappings.flatMap(({ expression }) => (expression === undefined ? [] : attributesRead(expression)));
  const redacted = new Set(read(attributes.filter((mapping) => mapping.redacted)));
  return [...new Set(["objectId", ...read(attributes)])].filter((name) => !redacted.has(name));
}

function compileAttribute(
  mapping: AttributeMapping,
  definition: AttributeDefinition | undefined,
  expression: Expression | undefined,
): Mapping {
  return {
    target: parseTargetAttribute(mapping.targetAttributeName),
    expression,
    type: definition?.type ?? "String",
    multivalued: definition?.multivalued ?? false,
    required: definition?.required ?? false,
    caseExact: definition?.caseExact ?? false,
    defaultValue: mapping.defaultValue,
    matchingPriority: mapping.matchingPriority,
    flowType: mapping.flowType,
    flowAlways: mapping.flowBehavior === "FlowAlways",
    roleList: expression?.kind === "call" ? ROLE_LISTS[expression.name] : undefined,
    redacted: expression !== undefined && isRedacted(expression),
  };
}

function parsed(mapping: AttributeMapping): Expression | undefined {
  if (mapping.source === null) return undefined;
  try {
    return fromMappingSource(mapping.source);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const message = `The mapping of ${mapping.targetAttributeName} cannot be read: ${error.message}`;
    throw new TargetError("SchemaError", message, { fatal: true, cause: error });
  }
}
