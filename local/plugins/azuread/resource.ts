import type { z } from "zod";
import type {
  PropertyMap,
  PropertyPath,
  PropertyValue,
} from "../../../provider/runtime/property-map/property-map.ts";
import type { GraphClient } from "./graph/client.ts";

/**
 * A kind of resource as the bridged plug-in has it: names in camelCase, what a program gives (`inputs`) and what comes
 * back (state: the inputs as they are in Entra, and more).
 */
export interface Resource<Inputs extends z.ZodObject = z.ZodObject> {
  /** Such as `azuread:index/synchronizationJob:SynchronizationJob`. */
  readonly token: string;
  readonly inputs: Inputs;
  /** Outputs that no program gives. */
  readonly computed: readonly string[];
  /** Inputs that stay as they are in Entra when a program does not give them. */
  readonly optionalComputed: readonly string[];
  /** Inputs whose change makes the resource anew. */
  readonly replaceOn: readonly string[];
  /** Lists in which order does not matter. */
  readonly sets: readonly string[];
  /** Whether what is at the path is secret whatever the program says. */
  readonly isSecret: (path: PropertyPath) => boolean;

  /** Whether the real plug-in reads it only once after making it, and fails when Entra does not show it yet. */
  readonly readOnce: boolean;

  /** Makes it and answers its id; afterwards it is read until it is there, or once. */
  create(inputs: z.output<Inputs>, graph: GraphClient): Promise<string>;
  /** The state; undefined when it is gone. `known` is what was last known of it, empty for an import. */
  read(id: string, known: PropertyMap, graph: GraphClient): Promise<PropertyMap | undefined>;
  update(id: string, inputs: z.output<Inputs>, known: PropertyMap, graph: GraphClient): Promise<void>;
  delete(id: string, known: PropertyMap, graph: GraphClient): Promise<void>;
}

/** A resource in its own types, with a state as Pulumi's bridge writes it: the id is an output, and sets are sorted. */
export function defineResource<Inputs extends z.ZodObject>(
  definition: Partial<Resource<Inputs>> &
    Pick<Resource<Inputs>, "token" | "inputs" | "create" | "read" | "delete">,
): Resource<Inputs> {
  return {
    computed: [],
    optionalComputed: [],
    replaceOn: [],
    sets: [],
    readOnce: false,
    isSecret: () => false,
    update: () => Promise.reject(new TypeError(`${definition.token} cannot be updated`)),
    ...definition,
    async read(id, known, graph) {
      const state = await definition.read(id, known, graph);
      if (state === undefined) return undefined;
      const sets = (definition.sets ?? []).map((name) => [name, sortedSet(state[name])] as const);
      return { ...state, ...Object.fromEntries(sets.filter(([, value]) => value !== undefined)), id };
    },
  };
}

/** A list of texts in order; anything else as it is. */
export function sortedSet(value: PropertyValue | undefined): PropertyValue | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? value.toSorted() : value;
}
