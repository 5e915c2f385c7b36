import type { z } from "zod";
import type { GraphClient } from "./graph/client.ts";
import type { FunctionDefinition, ResourceDefinition } from "./runtime/binding/definition.ts";
import type { HttpClient } from "./runtime/http/client.ts";
import type { Call } from "./runtime/plugin.ts";

/** What an operation of a resource or function has at hand. */
export interface Context extends Call {
  readonly graph: GraphClient;
  readonly http: HttpClient;
}

/** What the package schema shows as an example: properties or arguments, in YAML. */
interface Exemplified {
  readonly example: string;
}

/** A resource of this provider. */
export type EntraResource<Inputs extends z.ZodObject, State extends z.ZodObject> = Exemplified &
  ResourceDefinition<Context, Inputs, State>;

/** A function of this provider. */
export type EntraFunction<Arguments extends z.ZodObject, Result extends z.ZodObject> = Exemplified &
  FunctionDefinition<Context, Arguments, Result>;
