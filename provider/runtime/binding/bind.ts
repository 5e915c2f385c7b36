import type { z } from "zod";
import { compareProperties } from "./compare-properties.ts";
import type { Context } from "../../context.ts";
import { ProviderError } from "../error.ts";
import { problemsOf } from "./problems.ts";
import type { Change, FunctionDefinition, Problem, Recorded, ResourceDefinition } from "./definition.ts";
import { type PropertyMap, containsUnknown, UNKNOWN } from "../property-map/property-map.ts";

/** What the engine keeps of a resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** A resource as the engine sees it: bags of properties in and out. */
export interface BoundResource {
  readonly definition: Pick<ResourceDefinition, "type" | "description" | "inputs" | "state"> & {
    readonly secrets: readonly string[];
    readonly replaceOn: readonly string[];
  };
  check(news: PropertyMap): Problem[];
  diff(old: Kept, news: PropertyMap): Change[];
  /** In a preview the id is empty and what only Entra can know is unknown. */
  create(inputs: PropertyMap, context: Context): Promise<Omit<Kept, "inputs">>;
  /** @param kept without inputs and outputs for an import. */
  read(kept: Kept, context: Context): Promise<Kept | undefined>;
  update(old: Kept, news: PropertyMap, context: Context): Promise<PropertyMap>;
  delete(old: Kept, context: Context): Promise<void>;
}

/** Puts parsing, previews and comparison around a definition, so that each resource is written in its own types. */
export function bind<InputSchema extends z.ZodObject, StateSchema extends z.ZodObject>(
  definition: ResourceDefinition<InputSchema, StateSchema>,
): BoundResource {
  type Inputs = z.output<InputSchema>;
  type State = z.output<StateSchema>;

  function recorded(kept: Kept): Recorded<Inputs, State> {
    const inputs = definition.inputs.safeParse(kept.inputs);
    const state = definition.state.safeParse(kept.outputs);
    if (inputs.success && state.success) return { id: kept.id, inputs: inputs.data, state: state.data };
    throw new ProviderError(
      `The stack's state of this ${definition.type} cannot be read. It was written by another version of the ` +
        "provider or edited by hand; take it out with `pulumi state delete` and deploy again.",
    );
  }

  /** What a preview knows of the state after an update: what does not change. */
  function plannedState(before: PropertyMap): PropertyMap {
    const names = Object.keys(definition.state.shape);
    const isStable = new Set<string>(definition.stable);
    return Object.fromEntries(
      names.map((name) => [name, isStable.has(name) ? (before[name] ?? null) : UNKNOWN]),
    );
  }

  return {
    definition,

    check(news) {
      const problems = problemsOf(definition.inputs, news);
      if (problems.length > 0 || definition.check === undefined || containsUnknown(news)) return problems;
      return definition.check(definition.inputs.parse(news));
    },

    diff(old, news) {
      if (definition.diff === undefined) return compareProperties(old.inputs, news, definition.replaceOn);
      return definition.diff({ ...recorded(old), properties: old.inputs }, news);
    },

    async create(inputs, context) {
      if (!context.preview) {
        const { id, state } = await definition.create(definition.inputs.parse(inputs), context);
        return { id, outputs: { ...inputs, ...toBag(state) } };
      }
      if (!containsUnknown(inputs)) {
        await definition.preview?.(undefined, definition.inputs.parse(inputs), context);
      }
      const unknown = Object.keys(definition.state.shape).map((name) => [name, UNKNOWN] as const);
      return { id: "", outputs: { ...inputs, ...Object.fromEntries(unknown) } };
    },

    async read(kept, context) {
      const isImport = Object.keys(kept.inputs).length === 0;
      const live = await definition.read(kept.id, isImport ? undefined : recorded(kept), context);
      if (live === undefined) return undefined;
      const inputs = toBag(live.inputs);
      return { id: live.id, inputs, outputs: { ...inputs, ...toBag(live.state) } };
    },

    async update(old, news, context) {
      if (!context.preview) {
        const state = await definition.update(recorded(old), definition.inputs.parse(news), context);
        return { ...news, ...toBag(state) };
      }
      if (!containsUnknown(news)) {
        await definition.preview?.(recorded(old), definition.inputs.parse(news), context);
      }
      return { ...news, ...plannedState(old.outputs) };
    },

    async delete(old, context) {
      await definition.delete(recorded(old), context);
    },
  };
}

/** A function as the engine sees it. */
export interface BoundFunction {
  readonly definition: Pick<FunctionDefinition, "name" | "description" | "args" | "result">;
  check(args: PropertyMap): Problem[];
  call(args: PropertyMap, context: Context): Promise<object>;
}

export function bindFunction<ArgumentSchema extends z.ZodObject, ResultSchema extends z.ZodObject>(
  definition: FunctionDefinition<ArgumentSchema, ResultSchema>,
): BoundFunction {
  return {
    definition,
    check: (args) => problemsOf(definition.args, args),
    call: (args, context) => definition.call(definition.args.parse(args), context),
  };
}

/** Parsed inputs and states are plain JSON but for members that are undefined, which the wire leaves out. */
function toBag(value: object): PropertyMap {
  return JSON.parse(JSON.stringify(value)) as PropertyMap;
}
