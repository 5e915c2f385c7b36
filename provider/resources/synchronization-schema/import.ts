import type { Context } from "../../context.ts";
import { getJob, getTemplateSchemaDocument } from "../../graph/synchronization.ts";
import type { JobReference } from "../../identifiers.ts";
import type { Recorded } from "../../runtime/binding/definition.ts";
import type { SynchronizedObject } from "./shapes.ts";
import { attributeInputFor, attributeRules } from "./attribute.ts";
import { objectsOf, readDocument, type SchemaDocument, sectionOf } from "./document.ts";
import type { Inputs } from "./inputs.ts";
import { mappingInputFor, mappingRules } from "./mapping.ts";
import type { ListRules } from "./merge-list.ts";
import { merge } from "./merge.ts";
import { NOTHING_REPLACED, type Replaced } from "./owned.ts";
import { resolveOffline } from "./resolve.ts";
import { filterInputFor, sameFilter } from "./scoping-filter.ts";

/** The lists of the inputs, each there. */
export type Lists = {
  [K in "attributes" | "mappings" | "scopingFilters" | "disabledMappings"]: NonNullable<Inputs[K]>;
};

/** An existing schema as a resource that owns whatever is not as a new job of the same template has it. */
export async function importFromTemplate(
  id: string,
  job: JobReference,
  document: SchemaDocument,
  context: Context,
): Promise<Recorded<Inputs, { version: string; replaced: Replaced }>> {
  const template = await templateOf(job, context);
  const inputs: Inputs = {
    servicePrincipalId: job.servicePrincipalId,
    jobId: job.jobId,
    ...differences(template, document).lists,
  };
  const { replaced } = merge(template, NOTHING_REPLACED, resolveOffline(inputs));
  return { id, inputs, state: { version: document.version ?? "", replaced } };
}

/** The schema that a new job of the same template has. */
export async function templateOf(job: JobReference, context: Context): Promise<SchemaDocument> {
  const { templateId } = await getJob(job, context);
  return readDocument(await getTemplateSchemaDocument(job.servicePrincipalId, templateId, context));
}

/** A mapping or filter that differs, in a form that inputs cannot express. */
export interface Unsaid {
  readonly object: SynchronizedObject;
  /** The mapping's target attribute; undefined for the scoping filter. */
  readonly targetAttributeName?: string;
}

/** What to declare to turn the first schema into the second, and what cannot be declared. */
export function differences(
  template: SchemaDocument,
  document: SchemaDocument,
): { lists: Lists; unsaid: Unsaid[] } {
  const lists: Lists = { attributes: [], mappings: [], scopingFilters: [], disabledMappings: [] };
  const unsaid: Unsaid[] = [];
  const known = new Set(objectsOf(template));
  for (const object of objectsOf(document).filter((each) => known.has(each))) {
    const [old, now] = [sectionOf(template, object), sectionOf(document, object)];
    const of = object === "User" ? { object: undefined } : { object };
    for (const [attribute, was] of unlike(old.targetAttributes, now.targetAttributes, attributeRules)) {
      const usual = attributeRules.build({ name: attribute.name }, was);
      lists.attributes.push(attributeInputFor(attribute, usual, of) ?? { name: attribute.name, ...of });
    }
    const mappings = unlike(old.mapping.attributeMappings, now.mapping.attributeMappings, mappingRules);
    for (const [mapping, was] of mappings) {
      const { targetAttributeName } = mapping;
      const usual = mappingRules.build({ input: { targetAttributeName }, source: null }, was);
      const input = mappingInputFor(mapping, usual, of);
      if (input === undefined) unsaid.push({ object, targetAttributeName });
      else lists.mappings.push(input);
    }
    const mapped = new Set(now.mapping.attributeMappings.map(mappingRules.nameOf));
    for (const { targetAttributeName } of old.mapping.attributeMappings) {
      if (!mapped.has(targetAttributeName)) lists.disabledMappings.push({ targetAttributeName, ...of });
    }
    if (!sameFilter(old.mapping.scope, now.mapping.scope)) {
      const input = filterInputFor(now.mapping.scope, of.object);
      if (input === undefined) unsaid.push({ object });
      else lists.scopingFilters.push(input);
    }
  }
  return { lists, unsaid };
}

/** Items of the second list that are new or changed, each with what it was. */
function unlike<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { nameOf, same }: Pick<ListRules<Item, never>, "nameOf" | "same">,
): [Item, Item | undefined][] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  return after.flatMap((item): [Item, Item | undefined][] => {
    const was = old.get(nameOf(item));
    return was === undefined || !same(was, item) ? [[item, was]] : [];
  });
}
