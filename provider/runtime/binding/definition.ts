import type { z } from "zod";
import type { Context } from "../../context.ts";
import type { PropertyMap } from "../property-map/property-map.ts";

/** A mistake in the inputs: where (`mappings[0].constant`) and what. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

export type ChangeKind = "add" | "delete" | "update";

/** What is different, by property path. */
export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  /** Whether the resource must be made anew for it. */
  readonly replaces: boolean;
  /** Whether the property is of the state, not of the inputs. */
  readonly inState?: boolean;
}

/** What was deployed last. */
export interface Recorded<Inputs, State> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly state: State;
}

/**
 * A kind of resource. Inputs and state arrive parsed; secrets, unknown values, previews and the wire are the business
 * of whoever calls (`bind.ts`, `grpc/`). In the stack, inputs and state together are the resource's outputs.
 */
export interface ResourceDefinition<
  InputSchema extends z.ZodObject = z.ZodObject,
  StateSchema extends z.ZodObject = z.ZodObject,
  Inputs = z.output<InputSchema>,
  State = z.output<StateSchema>,
> {
  /** The last part of the token `entra-provisioning:index:<type>`. */
  readonly type: string;
  readonly description: string;
  readonly inputs: InputSchema;
  readonly state: StateSchema;
  /** Properties that are secret whatever the program says. */
  readonly secrets: readonly (keyof (Inputs & State) & string)[];
  /** Inputs whose change makes the resource anew. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** State that an update leaves as it is, so that a preview knows it. */
  readonly stable: readonly (keyof State & string)[];

  /** Mistakes that the input schema cannot tell; called with complete inputs only. */
  check?(inputs: Inputs): Problem[];
  /** Without it, properties are compared one by one. */
  diff?(
    recorded: Recorded<Inputs, State> & { readonly properties: PropertyMap },
    news: PropertyMap,
  ): Change[];
  /** What a preview does beyond the comparison; reads only. `recorded` is undefined before a creation. */
  preview?(recorded: Recorded<Inputs, State> | undefined, inputs: Inputs, context: Context): Promise<void>;

  create(inputs: Inputs, context: Context): Promise<{ id: string; state: State }>;
  /**
   * What is there now; undefined when it is gone. `recorded` lacks inputs and state when an existing resource is
   * imported by its id.
   */
  read(
    id: string,
    recorded: Recorded<Inputs, State> | undefined,
    context: Context,
  ): Promise<Recorded<Inputs, State> | undefined>;
  update(recorded: Recorded<Inputs, State>, inputs: Inputs, context: Context): Promise<State>;
  delete(recorded: Recorded<Inputs, State>, context: Context): Promise<void>;
}

/** A look-up that programs call. */
export interface FunctionDefinition<
  ArgumentSchema extends z.ZodObject = z.ZodObject,
  ResultSchema extends z.ZodObject = z.ZodObject,
> {
  /** The last part of the token `entra-provisioning:index:<name>`. */
  readonly name: string;
  readonly description: string;
  readonly args: ArgumentSchema;
  readonly result: ResultSchema;
  call(args: z.output<ArgumentSchema>, context: Context): Promise<z.output<ResultSchema>>;
}
