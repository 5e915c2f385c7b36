import type { Log } from "./log.ts";
import type { PropertyMap, PropertyPath } from "./property-map/property-map.ts";

/** What a call of the engine brings along, whichever resource or function it is for. */
export interface Call {
  /** Of the resource; empty where the call is for a function or the provider itself. */
  readonly urn: string;
  readonly log: Log;
  /** Whether nothing may be changed, and nothing waited for. */
  readonly preview: boolean;
  /** Aborted when the deployment is cancelled. */
  readonly signal: AbortSignal;
  /** `customTimeouts` of the operation in milliseconds; undefined when the program says nothing. */
  readonly timeout: number | undefined;
}

/** What the engine keeps of a resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

/** A mistake in the inputs: where (`mappings[0].constant`) and what. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** The inputs as they go into the state, with defaults filled in, and what is wrong with them. */
export interface Checked {
  readonly inputs: PropertyMap;
  readonly problems: readonly Problem[];
}

export type ChangeKind = "add" | "delete" | "update";

/** What is different, by property path. */
export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  /** Whether the resource is replaced for it. */
  readonly replaces: boolean;
  /** Whether the property is of the state, not of the inputs. */
  readonly inState?: boolean;
}

/** A kind of resource as the engine sees it: property maps in and out. */
export interface PluginResource<Context> {
  /** Whether a replacement is made only after the old resource is gone. */
  readonly deleteBeforeReplace?: boolean;
  /** Whether what is at the path is secret whatever the program says. */
  isSecret(path: PropertyPath): boolean;
  check(news: PropertyMap): Checked;
  /** @param ignoreChanges property paths of the program's option of that name */
  diff(old: Kept, news: PropertyMap, ignoreChanges: readonly string[], context: Context): Change[];
  /** In a preview the id is empty, and what only the deployment will know is unknown. */
  create(inputs: PropertyMap, context: Context): Promise<Omit<Kept, "inputs">>;
  /**
   * What is there now; undefined when it is gone.
   *
   * @param kept has no inputs and outputs when an existing resource is imported by its id
   */
  read(kept: Kept, context: Context): Promise<Kept | undefined>;
  /** The outputs afterwards. */
  update(
    old: Kept,
    news: PropertyMap,
    ignoreChanges: readonly string[],
    context: Context,
  ): Promise<PropertyMap>;
  delete(old: Kept, context: Context): Promise<void>;
}

/** A function as the engine sees it. */
export interface PluginFunction<Context> {
  check(args: PropertyMap): Checked;
  call(args: PropertyMap, context: Context): Promise<object>;
}

/** A Pulumi provider: what it is called, how it is configured, and its resources and functions by token. */
export interface Plugin<Context> {
  /** In messages, such as `the provider entra-provisioning`. */
  readonly title: string;
  readonly version: string;
  /** The package schema; undefined when programs get their SDK elsewhere. */
  readonly schema?: () => object;
  checkConfig(news: PropertyMap): readonly Problem[];
  diffConfig(olds: PropertyMap, news: PropertyMap): Change[];
  /** @param call shows messages at the provider itself */
  configure(args: PropertyMap, call: Call): void | Promise<void>;
  /**
   * What resources and functions work with.
   *
   * @throws {ProviderError} when that needs a configuration and there is none yet
   */
  contextOf(call: Call): Context;
  /** Undefined for a token that the plug-in does not have. */
  resource(token: string): PluginResource<Context> | undefined;
  function(token: string): PluginFunction<Context> | undefined;
}
