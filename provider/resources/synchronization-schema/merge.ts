import type { SynchronizedObject } from "./shapes.ts";
import { attributeRules } from "./attribute.ts";
import { type Filter, type ObjectSection, type SchemaDocument, sectionOf } from "./document.ts";
import { objectOf } from "./inputs.ts";
import { mappingRules } from "./mapping.ts";
import { mergeList, type MergedList } from "./merge-list.ts";
import { type Owned, type Replaced, touchedObjects } from "./owned.ts";
import { buildFilter, sameFilter } from "./scoping-filter.ts";

export interface Merged {
  readonly document: SchemaDocument;
  /** What the owner has to remember for the next merge. */
  readonly replaced: Replaced;
  /** Attributes that are no longer named but stay, because a mapping of another owner uses them. */
  readonly leftovers: readonly string[];
}

/**
 * The schema after one owner's changes.
 *
 * - Idempotent: a second merge of the same changes nothing.
 * - What the owner does not name, now or before, is as it was, to the byte.
 * - When nothing is owned any more, everything is as it was before the owner came.
 * - Owners of different attributes and mappings do not disturb each other, in whatever order they come and go.
 *
 * @param replaced what the owner displaced earlier; nothing the first time.
 * @throws {ProviderError} when the job does not synchronize a kind of object that is named.
 */
export function merge(document: SchemaDocument, replaced: Replaced, owned: Owned): Merged {
  const merged = structuredClone(document);
  const displaced: Replaced = { attributes: [], mappings: [], scopingFilters: [] };
  const leftovers: string[] = [];
  for (const object of touchedObjects(owned, replaced)) {
    const section = sectionOf(merged, object);
    displaced.scopingFilters.push(...mergeScope(section, replaced, owned, object));

    const mappings = mergeMappings(section, replaced, owned, object);
    section.mapping.attributeMappings = mappings.items;
    for (const record of mappings.replaced) displaced.mappings.push({ object, ...record });

    // After the mappings, because an attribute must outlive those that name it.
    const { attributes, kept } = mergeAttributes(section, replaced, owned, object);
    section.targetAttributes.splice(0, Infinity, ...attributes.items);
    for (const record of attributes.replaced) displaced.attributes.push({ object, ...record });
    leftovers.push(...kept);
  }
  return { document: merged, replaced: displaced, leftovers };
}

function mergeMappings(
  section: ObjectSection,
  replaced: Replaced,
  owned: Owned,
  object: SynchronizedObject,
): MergedList<ObjectSection["mapping"]["attributeMappings"][number]> {
  const specs = new Map([
    ...owned.mappings
      .filter(({ input }) => objectOf(input) === object)
      .map((mapping) => [mapping.input.targetAttributeName, mapping] as const),
    ...owned.disabledMappings
      .filter((disabled) => objectOf(disabled) === object)
      .map((disabled) => [disabled.targetAttributeName, null] as const),
  ]);
  const records = replaced.mappings.filter((record) => record.object === object);
  return mergeList(section.mapping.attributeMappings, records.map(withoutObject), specs, mappingRules);
}

function mergeAttributes(
  section: ObjectSection,
  replaced: Replaced,
  owned: Owned,
  object: SynchronizedObject,
): { attributes: MergedList<ObjectSection["targetAttributes"][number]>; kept: string[] } {
  const asked = owned.attributes.filter((attribute) => objectOf(attribute) === object);
  const specs = new Map(asked.map((attribute) => [attribute.name, attribute]));
  const mapped = new Set(section.mapping.attributeMappings.map((each) => each.targetAttributeName));
  const records = replaced.attributes.filter((record) => record.object === object);
  const kept = records.filter(
    ({ name, before }) =>
      before === undefined &&
      !specs.has(name) &&
      mapped.has(name) &&
      section.targetAttributes.some((attribute) => attribute.name === name),
  );
  const released = records.filter((record) => !kept.includes(record)).map(withoutObject);
  return {
    attributes: mergeList(section.targetAttributes, released, specs, attributeRules),
    kept: kept.map(({ name }) => name),
  };
}

function mergeScope(
  section: ObjectSection,
  replaced: Replaced,
  owned: Owned,
  object: SynchronizedObject,
): Replaced["scopingFilters"] {
  const { mapping } = section;
  const asked = owned.scopingFilters.find((filter) => objectOf(filter) === object);
  const earlier = replaced.scopingFilters.find((record) => record.object === object);
  if (asked === undefined) {
    if (earlier?.before !== undefined) mapping.scope = parseFilter(earlier.before);
    else if (earlier !== undefined) delete mapping.scope;
    return [];
  }
  const now = mapping.scope === undefined ? {} : { before: JSON.stringify(mapping.scope) };
  const record = earlier ?? { object, ...now };
  const wanted = buildFilter(asked, parseFilter(record.before));
  if (!sameFilter(mapping.scope, wanted)) mapping.scope = wanted;
  return [record];
}

function parseFilter(json: string | undefined): Filter | null {
  return json === undefined ? null : (JSON.parse(json) as Filter);
}

function withoutObject<Record extends { object: unknown }>({
  object: _object,
  ...record
}: Record): Omit<Record, "object"> {
  return record;
}
