import { z } from "zod";
import { OBJECTS, type SynchronizedObject } from "./shapes.ts";
import type { MappingSource } from "./document.ts";
import {
  type AttributeInput,
  type DisabledMappingInput,
  type MappingInput,
  objectOf,
  type ScopingFilterInput,
} from "./inputs.ts";

/** A mapping with its source in Graph's form; `null` is the admin center's mapping type "None". */
export interface OwnedMapping {
  readonly input: MappingInput;
  readonly source: MappingSource | null;
}

/** What one resource owns of a schema: what must be there, and what must not. */
export interface Owned {
  readonly attributes: readonly AttributeInput[];
  readonly mappings: readonly OwnedMapping[];
  readonly scopingFilters: readonly ScopingFilterInput[];
  readonly disabledMappings: readonly DisabledMappingInput[];
}

export const NOTHING_OWNED: Owned = {
  attributes: [],
  mappings: [],
  scopingFilters: [],
  disabledMappings: [],
};

const object = z
  .enum(OBJECTS)
  .meta({ title: "SynchronizedObject" })
  .describe("Whether it is of users or of groups.");

export const replacedItem = z
  .object({
    object,
    name: z.string().describe("The attribute's or target attribute's name."),
    // The engine drops members that are null, which JSON keeps.
    before: z.string().optional().describe("What was there before, as JSON; absent when there was nothing."),
    index: z.number().int().describe("Where it stood in the list."),
  })
  .meta({
    title: "ReplacedItem",
    description: "An attribute or mapping that the resource has put in, changed or taken out.",
  });

const replacedFilter = z
  .object({
    object,
    before: z.string().optional().describe("The filter before, as JSON; absent when there was none."),
  })
  .meta({ title: "ReplacedFilter", description: "A scoping filter that the resource has put in." });

/** What a resource has displaced in a schema, kept in its state so that deleting it puts everything back. */
export const replaced = z
  .object({
    attributes: z.array(replacedItem).describe("Attributes of the target system."),
    mappings: z.array(replacedItem).describe("Attribute mappings."),
    scopingFilters: z.array(replacedFilter).describe("Scoping filters."),
  })
  .meta({ title: "Replaced", description: "What a resource has displaced in a schema." });

export type ReplacedItem = z.output<typeof replacedItem>;
export type Replaced = z.output<typeof replaced>;

export const NOTHING_REPLACED: Replaced = { attributes: [], mappings: [], scopingFilters: [] };

/** The objects of which anything is owned or displaced. */
export function touchedObjects(owned: Owned, replaced: Replaced): SynchronizedObject[] {
  const touched = new Set([
    ...owned.attributes.map(objectOf),
    ...owned.mappings.map(({ input }) => objectOf(input)),
    ...owned.scopingFilters.map(objectOf),
    ...owned.disabledMappings.map(objectOf),
    ...Object.values(replaced).flatMap((items) => items.map(({ object }) => object)),
  ]);
  return OBJECTS.filter((object) => touched.has(object));
}
