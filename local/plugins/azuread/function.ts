import type { z } from "zod";
import type { PropertyMap } from "../../../provider/runtime/property-map/property-map.ts";
import type { GraphClient } from "./graph/client.ts";
import type { Login } from "./login/login.ts";

/** A look-up that programs call. */
export interface LookUp<Arguments extends z.ZodObject = z.ZodObject> {
  /** Such as `azuread:index/getUser:getUser`. */
  readonly token: string;
  readonly args: Arguments;
  call(args: z.output<Arguments>, graph: GraphClient, login: Login): Promise<PropertyMap>;
}

/** Keeps a definition's own types while it is written. */
export function defineFunction<Arguments extends z.ZodObject>(
  definition: LookUp<Arguments>,
): LookUp<Arguments> {
  return definition;
}
