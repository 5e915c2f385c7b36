import type { z } from "zod";
import type { Context } from "./context.ts";
import { ProviderError } from "./error.ts";
import { problemsOf } from "./problems.ts";
import type { Change, FunctionDefinition, Problem, Recorded, ResourceDefinition } from "./resource.ts";
import { type Bag, containsUnknown, sameValue, UNKNOWN } from "./value.ts";

/** A resource as the engine sees it: bags of properties in and out. */
export interface BoundResource {
  readonly definition: Pick<ResourceDefinition, "type" | "description" | "inputs" | "state"> & {
    readonly secrets: readonly string[];
    readonly replaceOn: readonly string[];
  };
  check(news: Bag): Problem[];
  diff(id: string, oldInputs: Bag, oldOutputs: Bag, news: Bag): Change[];
  create(inputs: Bag, preview: boolean, context: Context): Promise<{ id: string; outputs: Bag }>;
  read(
    id: string,
    inputs: Bag,
    outputs: Bag,
    context: Context,
  ): Promise<{ id: string; inputs: Bag; outputs: Bag } | undefined>;
  update(
    old: { id: string; inputs: Bag; outputs: Bag },
    news: Bag,
    preview: boolean,
    context: Context,
  ): Promise<Bag>;
  delete(old: { id: string; inputs: Bag; outputs: Bag }, context: Context): Promise<void>;
}

/** Puts parsing, previews and comparison around a definition, so that each resource is written in its own types. */
export function bind<InputSchema extends z.ZodObject, StateSchema extends z.ZodObject>(
  definition: ResourceDefinition<InputSchema, StateSchema>,
): BoundResource {
  type Inputs = z.output<InputSchema>;
  type State = z.output<StateSchema>;

  function recorded(id: string, inputs: Bag, outputs: Bag): Recorded<Inputs, State> {
    const parsedInputs = definition.inputs.safeParse(inputs);
    const parsedState = definition.state.safeParse(outputs);
    if (!parsedInputs.success || !parsedState.success) {
      throw new ProviderError(
        `The stack's state of this ${definition.type} cannot be read. It was written by another version of the ` +
          `provider or edited by hand; take it out with \`pulumi state delete\` and deploy again.`,
      );
    }
    return { id, inputs: parsedInputs.data, state: parsedState.data };
  }

  function unknownState(keep: Bag): Bag {
    const keys = Object.keys(definition.state.shape);
    return Object.fromEntries(keys.map((key) => [key, keep[key] ?? UNKNOWN]));
  }

  return {
    definition,

    check(news) {
      const problems = problemsOf(definition.inputs, news);
      if (problems.length > 0 || definition.check === undefined || containsUnknown(news)) return problems;
      return definition.check(definition.inputs.parse(news));
    },

    diff(id, oldInputs, oldOutputs, news) {
      if (definition.diff !== undefined) {
        return definition.diff({ ...recorded(id, oldInputs, oldOutputs), bag: oldInputs }, news);
      }
      return compareProperties(oldInputs, news, definition.replaceOn);
    },

    async create(inputs, preview, context) {
      if (!preview) {
        const created = await definition.create(definition.inputs.parse(inputs), context);
        return { id: created.id, outputs: { ...inputs, ...toBag(created.state) } };
      }
      if (!containsUnknown(inputs)) {
        await definition.preview?.(undefined, definition.inputs.parse(inputs), context);
      }
      return { id: "", outputs: { ...inputs, ...unknownState({}) } };
    },

    async read(id, inputs, outputs, context) {
      const known = Object.keys(outputs).length > 0 && Object.keys(inputs).length > 0;
      const live = await definition.read(id, known ? recorded(id, inputs, outputs) : undefined, context);
      if (live === undefined) return undefined;
      const liveInputs = toBag(live.inputs);
      return { id: live.id, inputs: liveInputs, outputs: { ...liveInputs, ...toBag(live.state) } };
    },

    async update(old, news, preview, context) {
      const before = recorded(old.id, old.inputs, old.outputs);
      if (!preview) {
        const state = await definition.update(before, definition.inputs.parse(news), context);
        return { ...news, ...toBag(state) };
      }
      if (!containsUnknown(news)) {
        await definition.preview?.(before, definition.inputs.parse(news), context);
      }
      const stable = definition.stable.map((key) => [key, old.outputs[key] ?? null]);
      return { ...news, ...unknownState(Object.fromEntries(stable)) };
    },

    async delete(old, context) {
      await definition.delete(recorded(old.id, old.inputs, old.outputs), context);
    },
  };
}

/** A function as the engine sees it. */
export interface BoundFunction {
  readonly definition: Pick<FunctionDefinition, "name" | "description" | "args" | "result">;
  check(args: Bag): Problem[];
  call(args: Bag, context: Context): Promise<object>;
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

/** Differences of properties taken whole. */
export function compareProperties(olds: Bag, news: Bag, replaceOn: readonly string[]): Change[] {
  const properties = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...properties]
    .filter((property) => !sameValue(olds[property], news[property]))
    .map((property) => ({
      property,
      kind: olds[property] === undefined ? "add" : news[property] === undefined ? "delete" : "update",
      replaces: replaceOn.includes(property),
    }));
}

/** Parsed inputs and states are plain JSON but for members that are undefined, which the wire leaves out. */
function toBag(value: object): Bag {
  return JSON.parse(JSON.stringify(value)) as Bag;
}
