import type { z } from "zod";
import type { Call, Change, Problem } from "../plugin.ts";
import type { PropertyMap } from "../property-map/property-map.ts";

/** What was deployed last. */
export interface Recorded<Inputs, State> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly state: State;
}

/**
 * A kind of resource, written in its own types: inputs and state arrive parsed, and `bind.ts` takes care of secrets,
 * unknown values and previews. In the stack, inputs and state together are the resource's outputs.
 */
export interface ResourceDefinition<
  Context extends Call,
  InputSchema extends z.ZodObject = z.ZodObject,
  StateSchema extends z.ZodObject = z.ZodObject,
  Inputs = z.output<InputSchema>,
  State = z.output<StateSchema>,
> {
  /** The last part of the token `<package>:index:<type>`. */
  readonly type: string;
  readonly description: string;
  /** Properties of an example, in YAML, for the package schema. */
  readonly example?: string;
  readonly inputs: InputSchema;
  readonly state: StateSchema;
  /** Properties that are secret whatever the program says. */
  readonly secrets: readonly (keyof (Inputs & State) & string)[];
  /** Inputs whose change replaces the resource. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** State that an update leaves as it is, so that a preview knows it. */
  readonly stable: readonly (keyof State & string)[];

  /** Mistakes that the input schema cannot tell; called with complete inputs only. */
  check?(inputs: Inputs): Problem[];
  /** Without it, properties are compared one by one. `properties` are the recorded inputs as the program gave them. */
  diff?(
    recorded: Recorded<Inputs, State> & { readonly properties: PropertyMap },
    news: PropertyMap,
  ): Change[];
  /** What a preview does beyond the comparison; reads only. `recorded` is undefined before a creation. */
  preview?(recorded: Recorded<Inputs, State> | undefined, inputs: Inputs, context: Context): Promise<void>;

  create(inputs: Inputs, context: Context): Promise<{ id: string; state: State }>;
  /** What is there now; undefined when it is gone. `recorded` is undefined for an import by id. */
  read(
    id: string,
    recorded: Recorded<Inputs, State> | undefined,
    context: Context,
  ): Promise<Recorded<Inputs, State> | undefined>;
  update(recorded: Recorded<Inputs, State>, inputs: Inputs, context: Context): Promise<State>;
  delete(recorded: Recorded<Inputs, State>, context: Context): Promise<void>;
}

/** A function that programs call. */
export interface FunctionDefinition<
  Context extends Call,
  ArgumentSchema extends z.ZodObject = z.ZodObject,
  ResultSchema extends z.ZodObject = z.ZodObject,
> {
  /** The last part of the token `<package>:index:<name>`. */
  readonly name: string;
  readonly description: string;
  /** Arguments of an example, in YAML, for the package schema. */
  readonly example?: string;
  readonly args: ArgumentSchema;
  readonly result: ResultSchema;
  call(args: z.output<ArgumentSchema>, context: Context): Promise<z.output<ResultSchema>>;
}
