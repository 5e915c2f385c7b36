import type { z } from "zod";
import type { FilterOperator } from "../../provider/graph/filter-operators.ts";
import { describeChanges } from "../../provider/resources/synchronization-schema/describe-changes.ts";
import {
  objectsOf,
  PLURALS,
  type SchemaDocument,
  sectionOf,
} from "../../provider/resources/synchronization-schema/document.ts";
import { OBJECTS } from "../../provider/resources/synchronization-schema/shapes.ts";
import { differences, type Unsaid } from "../../provider/resources/synchronization-schema/import.ts";
import {
  type AttributeInput,
  type Inputs,
  type MappingInput,
  objectOf,
  type ScopingFilterInput,
} from "../../provider/resources/synchronization-schema/inputs.ts";
import { sourceText } from "../../provider/resources/synchronization-schema/mapping.ts";
import { merge } from "../../provider/resources/synchronization-schema/merge.ts";
import { NOTHING_REPLACED } from "../../provider/resources/synchronization-schema/owned.ts";
import { problemsOffline, resolveOffline } from "../../provider/resources/synchronization-schema/resolve.ts";
import { filterText } from "../../provider/resources/synchronization-schema/scoping-filter.ts";
import { attributesFor, productAttributes } from "../product/schema-documents.ts";
import { scopingFilter as filterSetting } from "../../provider/sdk/shapes.ts";
import { mapping as mappingSetting } from "../stack/config/mapping.ts";
import type { FoundSchema } from "./set-up.ts";

type Lists = Pick<Inputs, "attributes" | "mappings" | "scopingFilters" | "disabledMappings">;

/**
 * What a job's schema has that a new job's would not have. Only what a stack takes and would leave as it is becomes a
 * setting; everything else is named, with the reason.
 *
 * @param template The schema of a new job.
 * @param operators Those that scoping filters may use, as Graph lists them.
 */
export function findSchema(
  template: SchemaDocument,
  document: SchemaDocument,
  operators: readonly FilterOperator[],
): FoundSchema {
  const { lists, unsaid } = differences(template, document);
  const remarks = unsaid.map((each) =>
    stays(nameOf(document, each), "the stack has no setting for a part of it"),
  );

  const mappings = lists.mappings.filter((mapping) => {
    const reason =
      mistakeIn(mappingSetting, mapping) ??
      problemOf(document, { mappings: [mapping], attributes: attributesOf(mapping) }, operators);
    if (reason !== undefined) {
      const { targetAttributeName } = mapping;
      remarks.push(stays(nameOf(document, { object: objectOf(mapping), targetAttributeName }), reason));
    }
    return reason === undefined;
  });
  const scopingFilters = lists.scopingFilters.filter((filter) => {
    const reason =
      mistakeIn(filterSetting, filter) ?? problemOf(document, { scopingFilters: [filter] }, operators);
    if (reason !== undefined) remarks.push(stays(nameOf(document, { object: objectOf(filter) }), reason));
    return reason === undefined;
  });
  return {
    mappings,
    disabledMappings: lists.disabledMappings,
    scopingFilters,
    remarks: [...remarks, ...undeclared(lists.attributes), ...furtherSettings(template, document)],
  };
}

function stays(what: string, reason: string): string {
  return `${what} is not carried over and stays in Entra as it is: ${reason}.`;
}

/** The attributes that a stack with this mapping would declare. */
function attributesOf(mapping: MappingInput): AttributeInput[] {
  const attributes = attributesFor([mapping]);
  return productAttributes
    .filter(({ target }) => attributes.some(({ name }) => name === target))
    .map(({ target, type }) => ({ name: target, type }));
}

function mistakeIn(setting: z.ZodType, input: MappingInput | ScopingFilterInput): string | undefined {
  const given: unknown = JSON.parse(JSON.stringify(input));
  return setting
    .safeParse(given)
    .error?.issues.map(({ message }) => message)
    .join("; ");
}

/** Why the provider would refuse these inputs, or what it would change in the schema. */
function problemOf(
  document: SchemaDocument,
  lists: Lists,
  operators: readonly FilterOperator[],
): string | undefined {
  const owned = resolveOffline({ servicePrincipalId: "", jobId: "", ...lists });
  const [problem] = problemsOffline(owned, document, operators);
  if (problem !== undefined) return problem;
  const after = merge(document, NOTHING_REPLACED, owned).document;
  const [change] = describeChanges(document, after, objectsOf(document));
  return change === undefined ? undefined : `a stack with it would make this change: ${change}`;
}

function nameOf(document: SchemaDocument, { object, targetAttributeName }: Unsaid): string {
  const { mapping } = sectionOf(document, object);
  if (targetAttributeName === undefined) {
    return `The scoping filter of ${PLURALS[object]} (${filterText(mapping.scope)})`;
  }
  const live = mapping.attributeMappings.find((each) => each.targetAttributeName === targetAttributeName);
  const source = sourceText(live?.source);
  return `The mapping of ${PLURALS[object]} to ${targetAttributeName} (${source === "" ? "no source" : source})`;
}

function undeclared(attributes: readonly AttributeInput[]): string[] {
  return attributes
    .filter(({ name }) => !productAttributes.some(({ target }) => target === name))
    .map(({ name }) => `The attribute ${name} is not declared in schemas/. It stays in Entra as it is.`);
}

/** What the admin center sets for a kind of objects as a whole. */
function furtherSettings(template: SchemaDocument, document: SchemaDocument): string[] {
  const rules = document.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  const usual = template.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  const objects: readonly string[] = OBJECTS;
  return rules.flatMap((mapping) => {
    const { sourceObjectName: object, enabled = true, flowTypes } = mapping;
    if (!objects.includes(object)) return `The mapping of ${object} objects stays in Entra as it is.`;
    const before = usual.find(({ sourceObjectName }) => sourceObjectName === object);
    const actions = actionsOf(flowTypes).join(", ");
    const remarks: string[] = [];
    if (!enabled) remarks.push(`Provisioning of ${object}s is switched off. ${NO_SETTING}`);
    if (actions !== actionsOf(before?.["flowTypes"]).join(", ")) {
      remarks.push(`Only these actions on ${object}s are allowed: ${actions || "none"}. ${NO_SETTING}`);
    }
    return remarks;
  });
}

const NO_SETTING = "That stays as it is; the stack has no setting for it.";

/** Graph writes the flags in one text, with or without spaces. */
function actionsOf(flowTypes: unknown): string[] {
  if (typeof flowTypes !== "string") return ["Add", "Delete", "Update"];
  return flowTypes
    .split(",")
    .map((action) => action.trim())
    .filter((action) => action !== "None")
    .toSorted();
}
