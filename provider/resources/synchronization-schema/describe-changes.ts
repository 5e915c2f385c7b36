import type { SynchronizedObject } from "./shapes.ts";
import { attributeRules, describeAttribute } from "./attribute.ts";
import {
  type AttributeDefinition,
  type AttributeMapping,
  type SchemaDocument,
  sectionOf,
} from "./document.ts";
import { defaultOf, mappingRules, sourceText } from "./mapping.ts";
import type { ListRules } from "./merge-list.ts";
import { filterText, sameFilter } from "./scoping-filter.ts";

/**
 * What differs between two versions of a schema, one line each, for a person:
 * `+ mapping urn:…:profile = "recording"`. Empty when nothing relevant differs.
 */
export function describeChanges(
  before: SchemaDocument,
  after: SchemaDocument,
  objects: readonly SynchronizedObject[],
): string[] {
  return objects.flatMap((object) => {
    const [old, now] = [sectionOf(before, object), sectionOf(after, object)];
    const of = object === "Group" ? " of groups" : "";
    return [
      ...changesOf(old.targetAttributes, now.targetAttributes, attributeRules, (attribute) => ({
        subject: `attribute ${attribute.name}${of}`,
        value: attributeText(attribute),
      })),
      ...changesOf(old.mapping.attributeMappings, now.mapping.attributeMappings, mappingRules, (mapping) => ({
        subject: `mapping ${mapping.targetAttributeName}${of}`,
        value: mappingText(mapping),
      })),
      ...(sameFilter(old.mapping.scope, now.mapping.scope)
        ? []
        : [
            `~ scoping filter${of} = ${filterText(now.mapping.scope)} (was ${filterText(old.mapping.scope)})`,
          ]),
    ];
  });
}

function changesOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { nameOf, same }: Pick<ListRules<Item, never>, "nameOf" | "same">,
  describe: (item: Item) => { subject: string; value: string },
): string[] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const now = new Set(after.map(nameOf));
  const removed = before.filter((item) => !now.has(nameOf(item))).map(describe);
  return [
    ...removed.map(({ subject, value }) => `- ${subject} (was ${value})`),
    ...after.flatMap((item) => {
      const was = old.get(nameOf(item));
      const { subject, value } = describe(item);
      if (was === undefined) return [`+ ${subject} = ${value}`];
      return same(was, item) ? [] : [`~ ${subject} = ${value} (was ${describe(was).value})`];
    }),
  ];
}

function attributeText(attribute: AttributeDefinition): string {
  const { type, required, caseExact, mutability } = describeAttribute(attribute);
  return [
    type,
    ...(required ? ["required"] : []),
    ...(caseExact ? ["case exact"] : []),
    ...(mutability === "ReadWrite" ? [] : [mutability]),
  ].join(", ");
}

function mappingText(mapping: AttributeMapping): string {
  const source = sourceText(mapping.source);
  const initial = defaultOf(mapping);
  const further = [
    ...(initial === null ? [] : [`default ${JSON.stringify(initial)}`]),
    ...((mapping.matchingPriority ?? 0) === 0 ? [] : [`match ${mapping.matchingPriority}`]),
    ...((mapping.flowType ?? "Always") === "Always" ? [] : [mapping.flowType]),
    ...((mapping.flowBehavior ?? "FlowWhenChanged") === "FlowWhenChanged" ? [] : [mapping.flowBehavior]),
  ];
  return [source === "" ? "nothing" : source, ...further].join(", ");
}
