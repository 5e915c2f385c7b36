import { z } from "zod";
import type { SynchronizedObject } from "../../sdk/synchronization-schema.ts";
import type { MappingSource } from "./document.ts";
import {
  type AttributeInput,
  type DisabledMappingInput,
  type MappingInput,
  objectOf,
  type ScopingFilterInput,
} from "./inputs.ts";
import { OBJECTS } from "./document.ts";

/** A mapping with its source in Graph's form; `null` is the admin center's mapping type "None". */
export interface OwnedMapping {
  readonly input: MappingInput;
  readonly source: MappingSource | null;
}

/** What one resource owns of a schema: what shall be there, and what shall not. */
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

/** An item of a list that a resource has put in, altered or taken out, and what was there before. */
export const replacedItem = z.object({
  object: z.enum(OBJECTS),
  name: z.string(),
  /** JSON, because the engine drops members that are null; without it, there was nothing. */
  before: z.string().optional(),
  /** Where it stood in the list. */
  index: z.number().int(),
});

/** What a resource has displaced in a schema, kept in its state so that deleting it puts everything back. */
export const replaced = z.object({
  attributes: z.array(replacedItem),
  mappings: z.array(replacedItem),
  /** `before` is JSON; without it, there was no filter. */
  scopingFilters: z.array(z.object({ object: z.enum(OBJECTS), before: z.string().optional() })),
});

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
