import { attributeInputFor, attributeRules } from "./attribute.ts";
import { type SchemaDocument, sectionOf } from "./document.ts";
import {
  type AttributeInput,
  type DisabledMappingInput,
  type Inputs,
  type MappingInput,
  objectOf,
  type ScopingFilterInput,
} from "./inputs.ts";
import { mappingInputFor, mappingRules } from "./mapping.ts";
import type { ListRules } from "./merge-list.ts";
import type { Owned, OwnedMapping, Replaced, ReplacedItem } from "./owned.ts";
import { buildFilter, filterInputFor, sameFilter } from "./scoping-filter.ts";

type Lists = Pick<Inputs, "attributes" | "mappings" | "scopingFilters" | "disabledMappings">;

/**
 * The live schema as one owner's inputs. What is as the owner asked stays as it was written; what was changed by hand
 * shows as it is; what was removed, or has a form that inputs cannot express, is missing.
 */
export function observe(document: SchemaDocument, replaced: Replaced, owned: Owned): Lists {
  return {
    attributes: owned.attributes.flatMap((each) => observeAttribute(document, replaced, each) ?? []),
    mappings: owned.mappings.flatMap((each) => observeMapping(document, replaced, each) ?? []),
    scopingFilters: owned.scopingFilters.flatMap((each) => observeFilter(document, each) ?? []),
    disabledMappings: owned.disabledMappings.filter((each) => isDisabled(document, each)),
  };
}

function observeAttribute(
  document: SchemaDocument,
  replaced: Replaced,
  asked: AttributeInput,
): AttributeInput | undefined {
  const live = sectionOf(document, objectOf(asked)).targetAttributes.find(({ name }) => name === asked.name);
  if (live === undefined) return undefined;
  const before = beforeOf(replaced.attributes, objectOf(asked), asked.name, attributeRules);
  const wanted = attributeRules.build(asked, before);
  return attributeRules.same(live, wanted) ? asked : attributeInputFor(live, wanted, asked);
}

function observeMapping(
  document: SchemaDocument,
  replaced: Replaced,
  asked: OwnedMapping,
): MappingInput | undefined {
  const { targetAttributeName } = asked.input;
  const { mapping } = sectionOf(document, objectOf(asked.input));
  const live = mapping.attributeMappings.find((each) => each.targetAttributeName === targetAttributeName);
  if (live === undefined) return undefined;
  const before = beforeOf(replaced.mappings, objectOf(asked.input), targetAttributeName, mappingRules);
  const wanted = mappingRules.build(asked, before);
  return mappingRules.same(live, wanted) ? asked.input : mappingInputFor(live, wanted, asked.input);
}

function observeFilter(document: SchemaDocument, asked: ScopingFilterInput): ScopingFilterInput | undefined {
  const { scope } = sectionOf(document, objectOf(asked)).mapping;
  if (sameFilter(scope, buildFilter(asked, undefined))) return asked;
  return filterInputFor(scope, asked.object);
}

function isDisabled(document: SchemaDocument, asked: DisabledMappingInput): boolean {
  const { mapping } = sectionOf(document, objectOf(asked));
  return mapping.attributeMappings.every((each) => each.targetAttributeName !== asked.targetAttributeName);
}

function beforeOf<Item>(
  records: readonly ReplacedItem[],
  object: string,
  name: string,
  { parse }: Pick<ListRules<Item, never>, "parse">,
): Item | undefined {
  const json = records.find((record) => record.object === object && record.name === name)?.before;
  return json === undefined ? undefined : parse(json);
}
