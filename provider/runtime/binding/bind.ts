import type { z } from "zod";
import { ProviderError } from "../error.ts";
import type { Call, Kept, PluginFunction, PluginResource } from "../plugin.ts";
import { containsUnknown, type PropertyMap, UNKNOWN } from "../property-map/property-map.ts";
import { compareProperties } from "./compare-properties.ts";
import type { FunctionDefinition, Recorded, ResourceDefinition } from "./definition.ts";
import { problemsOf } from "./problems.ts";

/** A resource of the plug-in, with what the package schema says of it. */
export interface BoundResource<Context extends Call> extends PluginResource<Context> {
  readonly definition: Pick<
    ResourceDefinition<Context>,
    "type" | "description" | "example" | "inputs" | "state"
  > & {
    readonly secrets: readonly string[];
    readonly replaceOn: readonly string[];
  };
}

/** Puts parsing, previews and comparison around a definition. */
export function bind<Context extends Call, InputSchema extends z.ZodObject, StateSchema extends z.ZodObject>(
  definition: ResourceDefinition<Context, InputSchema, StateSchema>,
): BoundResource<Context> {
  type Inputs = z.output<InputSchema>;
  type State = z.output<StateSchema>;
  const secrets = new Set<string>(definition.secrets);

  /** @throws {ProviderError} when the state is not this version's */
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
    isSecret: ([property, ...below]) => below.length === 0 && secrets.has(String(property)),

    check(news) {
      const problems = problemsOf(definition.inputs, news);
      if (problems.length > 0 || definition.check === undefined || containsUnknown(news)) {
        return { inputs: news, problems };
      }
      return { inputs: news, problems: definition.check(definition.inputs.parse(news)) };
    },

    diff(old, news) {
      if (definition.diff === undefined) return compareProperties(old.inputs, news, definition.replaceOn);
      return definition.diff({ ...recorded(old), properties: old.inputs }, news);
    },

    async create(inputs, context) {
      if (!context.preview) {
        const { id, state } = await definition.create(definition.inputs.parse(inputs), context);
        return { id, outputs: { ...inputs, ...toPropertyMap(state) } };
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
      const inputs = toPropertyMap(live.inputs);
      return { id: live.id, inputs, outputs: { ...inputs, ...toPropertyMap(live.state) } };
    },

    async update(old, news, _ignoreChanges, context) {
      if (!context.preview) {
        const state = await definition.update(recorded(old), definition.inputs.parse(news), context);
        return { ...news, ...toPropertyMap(state) };
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

/** A function of the plug-in, with what the package schema says of it. */
export interface BoundFunction<Context extends Call> extends PluginFunction<Context> {
  readonly definition: Pick<
    FunctionDefinition<Context>,
    "name" | "description" | "example" | "args" | "result"
  >;
}

/** As {@link bind}, for a function. */
export function bindFunction<
  Context extends Call,
  ArgumentSchema extends z.ZodObject,
  ResultSchema extends z.ZodObject,
>(definition: FunctionDefinition<Context, ArgumentSchema, ResultSchema>): BoundFunction<Context> {
  return {
    definition,
    check: (args) => ({ inputs: args, problems: problemsOf(definition.args, args) }),
    call: (args, context) => definition.call(definition.args.parse(args), context),
  };
}

/** Parsed inputs and states are plain JSON but for members that are undefined, which the wire leaves out. */
function toPropertyMap(value: object): PropertyMap {
  return JSON.parse(JSON.stringify(value)) as PropertyMap;
}
