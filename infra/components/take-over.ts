import { AsyncLocalStorage } from "node:async_hooks";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Lets a resource take over what is in Entra already, instead of failing because it exists: what an interrupted
 * deployment made before it was recorded, or what somebody made by hand. Pulumi imports it when the stack does not have
 * it, and takes no notice of the id when it does.
 *
 * @param key What the resource's inputs say of what to look for. A preview may not know it; nothing is looked for then.
 * @param find The id of what is there; undefined when there is nothing.
 */
export function takeOver<Key>(
  key: pulumi.Output<Key>,
  find: (key: Key) => Promise<string | undefined> | string | undefined,
): pulumi.ResourceTransform {
  // A transform gets the inputs as outputs. They are resolved by then, and this with them.
  let found: (() => Promise<string | undefined> | string | undefined) | undefined;
  key.apply((known) => {
    found = () => find(known);
  });
  // In a component of a program in another language, only this context has the engine to ask.
  return AsyncLocalStorage.bind(async ({ props, opts }: pulumi.ResourceTransformArgs) => {
    const id = await found?.();
    return id === undefined ? undefined : { props, opts: { ...opts, import: id } };
  });
}
